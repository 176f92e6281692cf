package org.mast4j.settings;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists the keys of a record and of the records within it. */
final class Descriptions {
  private final List<SettingInfo> infos = new ArrayList<>();

  private Descriptions() {}

  /**
   * All keys.
   *
   * @param record whose values they have; without it the defaults
   */
  static List<SettingInfo> of(Class<? extends Record> type, Optional<Record> record) {
    Descriptions descriptions = new Descriptions();
    descriptions.add(type, record, "");
    return List.copyOf(descriptions.infos);
  }

  private void add(Class<? extends Record> type, Optional<Record> record, String path) {
    RecordType shape = RecordType.of(type);
    for (RecordComponent component : shape.components().values()) {
      String key = Document.join(path, component.getName());
      Optional<Object> value =
          record.isPresent()
              ? record.map(r -> RecordType.value(component, r))
              : Defaults.of(component);
      if (value.isPresent() && value.get() instanceof Record nested) {
        add(nested.getClass(), Optional.of(nested), key);
      } else if (component.getType().isRecord()) {
        add(component.getType().asSubclass(Record.class), Optional.empty(), key);
      } else {
        add(key, component.getType(), component, value);
      }
    }
    shape.withers().keySet().stream()
        .filter(name -> !shape.components().containsKey(name))
        .map(shape.withers()::get)
        .forEach(
            wither ->
                add(
                    Document.join(path, RecordType.key(wither)),
                    wither.getParameterTypes()[0],
                    wither,
                    Optional.empty()));
  }

  private void add(String key, Class<?> type, AnnotatedElement of, Optional<Object> declared) {
    Optional<?> value =
        declared.filter(Optional.class::isInstance).isPresent()
            ? (Optional<?>) declared.get()
            : declared;
    Optional<Setting> setting = Optional.ofNullable(of.getAnnotation(Setting.class));
    infos.add(
        new SettingInfo(
            key,
            type,
            setting.map(Setting::value).orElse(""),
            value.map(Object.class::cast),
            setting.map(Setting::scale).orElse(Scale.LINEAR)));
  }
}
