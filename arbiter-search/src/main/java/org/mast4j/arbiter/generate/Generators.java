package org.mast4j.arbiter.generate;

import java.util.Map;
import java.util.function.Supplier;
import org.mast4j.settings.ServiceRecords;

/** The generators that settings can name, of all services on the class path. */
final class Generators implements Supplier<Map<String, Class<? extends Record>>> {
  @Override
  public Map<String, Class<? extends Record>> get() {
    return ServiceRecords.byTypeName(Generator.class);
  }
}
