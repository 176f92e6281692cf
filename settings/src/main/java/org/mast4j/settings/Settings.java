package org.mast4j.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Records as settings: their defaults, their keys in JSON and YAML, one key by its path, and what
 * each is for. A component is a number, a truth value, an enum, a text, another record, an {@link
 * Optional}, a list or map of these, an interface with {@link ByName}, or a {@link JsonNode} that
 * someone else reads.
 *
 * <p>A wither that the record declares itself sets its key wherever a base is changed, since it may
 * change more than its component. It goes before the other keys, so that those have the last word.
 */
public final class Settings {
  private static final String ONCE = "it once, whole or by its parts";

  private Settings() {}

  /**
   * The record of all defaults.
   *
   * @throws SettingsException naming the components that have none
   */
  public static <R extends Record> R defaults(Class<R> type) {
    return Defaults.of(type);
  }

  /**
   * Reads a record of whose keys none may be missing.
   *
   * @throws SettingsException naming every missing or unknown key and every bad value
   */
  public static <R extends Record> R read(Class<R> type, Document document) {
    return type.cast(new RecordReader(document).complete(type));
  }

  /**
   * Reads a record; keys that the document leaves out have the base's values.
   *
   * @throws SettingsException naming every unknown key and every bad value
   */
  public static <R extends Record> R read(R base, Document document) {
    @SuppressWarnings("unchecked") // a changed record is of its base's type
    R changed = (R) new RecordReader(document).over(base);
    return changed;
  }

  /**
   * A copy with another value of one key.
   *
   * @param key path: {@code crop.minScale}
   * @param value of the key's type, or its text as on a command line
   * @throws SettingsException if there is no such key, or the value doesn't suit it
   */
  public static <R extends Record> R with(R record, String key, Object value) {
    return with(record, Map.of(key, value));
  }

  /** As {@link #with(Record, String, Object)} with several keys at once, by their paths. */
  public static <R extends Record> R with(R record, Map<String, ?> values) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    values.forEach((key, value) -> put(tree, key, value));
    return read(record, Document.of(tree, ""));
  }

  private static void put(ObjectNode tree, String key, Object value) {
    String[] names = key.split("\\.", -1);
    ObjectNode parent = tree;
    for (int i = 0; i < names.length - 1; i++) {
      JsonNode nested = parent.path(names[i]);
      Require.that(nested.isMissingNode() || nested.isObject(), key, value, ONCE);
      parent = nested instanceof ObjectNode object ? object : parent.putObject(names[i]);
    }
    String last = names[names.length - 1];
    Require.that(!parent.has(last), key, value, ONCE);
    parent.set(
        last,
        value instanceof String text ? ValueReader.text(text) : Trees.tree(value, Object.class));
  }

  /** A record's components as an object: what {@link #read(Class, Document)} reads. */
  public static ObjectNode toJson(Record record) {
    return Trees.tree(record);
  }

  /** Every key of a type with its default, in the order of the components. */
  public static List<SettingInfo> describe(Class<? extends Record> type) {
    return Descriptions.of(type, Optional.empty());
  }

  /** Every key of a record with its value, also those of records behind interfaces. */
  public static List<SettingInfo> describe(Record record) {
    return Descriptions.of(record.getClass(), Optional.of(record));
  }

  /**
   * The records behind an interface, by the names that settings have for them.
   *
   * @param type with {@link ByName}
   */
  public static Map<String, ? extends Class<? extends Record>> choices(Class<?> type) {
    return Named.of(type).orElseThrow().types();
  }
}
