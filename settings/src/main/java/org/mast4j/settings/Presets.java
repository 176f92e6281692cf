package org.mast4j.settings;

import java.lang.reflect.Method;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The records of a type that have a name.
 *
 * @param makers methods with {@link Preset}, by name
 */
record Presets(Map<String, Method> makers) {

  static Presets of(Class<?> type) {
    Map<String, Method> makers = new TreeMap<>();
    for (Method method : type.getDeclaredMethods()) {
      if (method.isAnnotationPresent(Preset.class)) {
        makers.put(name(method), method);
      }
    }
    return new Presets(makers);
  }

  private static String name(Method method) {
    return method.getName().replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  boolean isEmpty() {
    return makers.isEmpty();
  }

  Set<String> names() {
    return makers.keySet();
  }

  /** The record of a name, if there is one. */
  Optional<Record> named(String name) {
    return Optional.ofNullable(makers.get(name)).map(Presets::make);
  }

  /** The name of a record, if it has one. */
  Optional<String> nameOf(Record record) {
    return makers.keySet().stream()
        .filter(name -> record.equals(make(makers.get(name))))
        .findFirst();
  }

  private static Record make(Method maker) {
    return (Record) RecordType.invoke(maker, null);
  }
}
