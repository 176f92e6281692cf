package org.mast4j.settings;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;

/**
 * The records behind an interface with {@link ByName}.
 *
 * @param types by name
 */
record Named(Map<String, ? extends Class<? extends Record>> types) {
  /** The key that holds the name. */
  static final String KEY = "name";

  /** Those of a type, if it is such an interface. */
  static Optional<Named> of(Type type) {
    return type instanceof Class<?> raw && raw.isAnnotationPresent(ByName.class)
        ? Optional.of(list(raw.getAnnotation(ByName.class)))
        : Optional.empty();
  }

  private static Named list(ByName byName) {
    try {
      var constructor = byName.value().getDeclaredConstructor();
      constructor.setAccessible(true);
      return new Named(constructor.newInstance().get());
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(byName + " can't list its records", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(byName + " needs a constructor without arguments", e);
    }
  }

  /** The name of a record's type. */
  String name(Class<? extends Record> type) {
    return types.entrySet().stream()
        .filter(entry -> entry.getValue() == type)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(type + " has no name among " + types));
  }
}
