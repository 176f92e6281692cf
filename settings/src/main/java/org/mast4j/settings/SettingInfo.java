package org.mast4j.settings;

import java.util.List;
import java.util.Optional;

/**
 * One key of a record, for help, documentation and searches.
 *
 * @param key path: {@code crop.minScale}
 * @param type of the value, also of an optional one: a primitive or its wrapper, an enum, {@link
 *     String}, {@link List}, ...
 * @param sentence what it is for, with its unit
 * @param value the default, or that of the record described, of a record its preset's name; empty
 *     for a key without default, for an optional one that isn't set, and for one that only changes
 *     others
 * @param scale how a search walks along it
 */
public record SettingInfo(
    String key, Class<?> type, String sentence, Optional<Object> value, Scale scale) {

  /** Names of the constants of an enum or of a record's presets; none for other types. */
  public List<String> choices() {
    return List.copyOf(type.isEnum() ? Constants.byName(type).keySet() : Presets.of(type).names());
  }
}
