package org.mast4j.settings;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
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
      if (component.getType().isRecord()) {
        addPresets(key, component, value);
      }
      if (value.isPresent() && value.get() instanceof Record nested) {
        add(nested.getClass(), Optional.of(nested), key);
      } else if (component.getType().isRecord()) {
        add(component.getType().asSubclass(Record.class), Optional.empty(), key);
      } else {
        add(key, raw(component.getGenericType()), component, value);
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

  /** The key of a record within, where names stand for some of its values. */
  private void addPresets(String key, RecordComponent component, Optional<Object> value) {
    Presets presets = Presets.of(component.getType());
    if (presets.isEmpty()) {
      return;
    }
    infos.add(
        new SettingInfo(
            key,
            component.getType(),
            sentence(component).replaceAll("\\.$", "")
                + ", by its keys below or one of "
                + presets.names()
                + ".",
            value.map(Record.class::cast).flatMap(presets::nameOf).map(Object.class::cast),
            Scale.LINEAR));
  }

  /** The type of the value, also of one that may be left out. */
  private static Class<?> raw(Type type) {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == Optional.class
          ? raw(generic.getActualTypeArguments()[0])
          : (Class<?>) generic.getRawType();
    }
    return (Class<?>) type;
  }

  private void add(String key, Class<?> type, AnnotatedElement of, Optional<Object> declared) {
    Optional<?> value =
        declared.filter(Optional.class::isInstance).isPresent()
            ? (Optional<?>) declared.get()
            : declared;
    Optional<Setting> setting = Optional.ofNullable(of.getAnnotation(Setting.class));
    Scale scale = setting.map(Setting::scale).orElse(Scale.LINEAR);
    infos.add(new SettingInfo(key, type, sentence(of), value.map(Object.class::cast), scale));
  }

  private static String sentence(AnnotatedElement of) {
    Setting setting = of.getAnnotation(Setting.class);
    return setting == null ? "" : setting.value();
  }
}
