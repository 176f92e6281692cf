package org.mast4j.settings;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Records that a file tells apart by a key: the services of an interface with {@link JsonTypeInfo},
 * each with a {@link JsonTypeName} and a constructor without arguments for its defaults.
 *
 * @param key that holds the name
 * @param defaults by name
 */
record Named(String key, Map<String, Record> defaults) {

  /** Those of a type, if it is such an interface. */
  static Optional<Named> of(Type type) {
    return type instanceof Class<?> raw && raw.isAnnotationPresent(JsonTypeInfo.class)
        ? Optional.of(list(raw))
        : Optional.empty();
  }

  private static Named list(Class<?> service) {
    Map<String, Record> defaults = new LinkedHashMap<>();
    for (Object provided : ServiceLoader.load(service, service.getClassLoader())) {
      defaults.put(name(provided.getClass()), (Record) provided);
    }
    return new Named(service.getAnnotation(JsonTypeInfo.class).property(), defaults);
  }

  /** The name of a record's type. */
  static String name(Class<?> type) {
    return type.getAnnotation(JsonTypeName.class).value();
  }
}
