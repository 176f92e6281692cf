package org.mast4j.settings;

import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** Records that are the services of an interface with {@link ByName}. */
public final class ServiceRecords {
  private ServiceRecords() {}

  /**
   * All on the class path of the interface, by their type's name in lower case: {@code
   * spec-augment} is SpecAugment.
   */
  public static Map<String, Class<? extends Record>> byTypeName(Class<?> service) {
    Map<String, Class<? extends Record>> types = new TreeMap<>();
    ServiceLoader.load(service, service.getClassLoader()).stream()
        .map(provider -> provider.type().asSubclass(Record.class))
        .forEach(type -> types.put(name(type), type));
    return types;
  }

  private static String name(Class<?> type) {
    return type.getSimpleName().replaceAll("(?<=.)(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}
