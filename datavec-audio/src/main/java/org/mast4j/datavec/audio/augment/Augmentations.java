package org.mast4j.datavec.audio.augment;

import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The augmentations that settings can list, of all services on the class path. */
final class Augmentations implements Supplier<Map<String, Class<? extends Record>>> {
  @Override
  public Map<String, Class<? extends Record>> get() {
    Map<String, Class<? extends Record>> types = new TreeMap<>();
    ServiceLoader.load(Augmentation.class, Augmentation.class.getClassLoader()).stream()
        .map(provider -> provider.type().asSubclass(Record.class))
        .forEach(type -> types.put(name(type), type));
    return types;
  }

  private static String name(Class<?> type) {
    return type.getSimpleName().replaceAll("(?<=.)(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}
