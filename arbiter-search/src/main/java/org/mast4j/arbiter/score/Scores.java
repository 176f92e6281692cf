package org.mast4j.arbiter.score;

import java.util.Map;
import java.util.function.Supplier;
import org.mast4j.settings.ServiceRecords;

/** The scores that settings can name, of all services on the class path. */
final class Scores implements Supplier<Map<String, Class<? extends Record>>> {
  @Override
  public Map<String, Class<? extends Record>> get() {
    return ServiceRecords.byTypeName(Score.class);
  }
}
