package org.mast4j.datavec.audio.augment;

import java.util.Map;
import java.util.function.Supplier;
import org.mast4j.settings.ServiceRecords;

/** The augmentations that settings can list, of all services on the class path. */
final class Augmentations implements Supplier<Map<String, Class<? extends Record>>> {
  @Override
  public Map<String, Class<? extends Record>> get() {
    return ServiceRecords.byTypeName(Augmentation.class);
  }
}
