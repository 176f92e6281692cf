package org.mast4j.settings;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The defaults that {@link Setting} gives, or a record's own constructor without arguments, as
 * services have it.
 */
final class Defaults {
  private Defaults() {}

  static <R extends Record> R of(Class<R> type) {
    RecordType shape = RecordType.of(type);
    if (shape.isService()) {
      return type.cast(shape.construct(List.of(), List.of()));
    }
    Map<String, Object> values = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    for (RecordComponent component : shape.components().values()) {
      Optional<Object> value = of(component);
      value.ifPresent(v -> values.put(component.getName(), v));
      if (value.isEmpty()) {
        problems.add(Problem.missing(component.getName()));
      }
    }
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
    return type.cast(shape.construct(values));
  }

  /** A component's default, if it has one: the annotation's, or that of the record within. */
  static Optional<Object> of(RecordComponent component) {
    Setting setting = component.getAnnotation(Setting.class);
    String given = setting == null ? "" : setting.byDefault();
    Class<?> type = component.getType();
    if (type.isRecord() && hasDefaults(type.asSubclass(Record.class))) {
      Record defaults = of(type.asSubclass(Record.class));
      return Optional.of(
          given.isEmpty() ? defaults : Settings.read(defaults, Document.yaml(given)));
    }
    if (given.isEmpty()) {
      return type == Optional.class ? Optional.of(Optional.empty()) : Optional.empty();
    }
    return Optional.of(RecordReader.value(component, ValueReader.text(given)));
  }

  /** Whether no component of a type is without a default. */
  static boolean hasDefaults(Class<? extends Record> type) {
    RecordType shape = RecordType.of(type);
    return shape.isService()
        || shape.components().values().stream().allMatch(component -> of(component).isPresent());
  }
}
