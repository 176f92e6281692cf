package org.mast4j.arbiter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.mast4j.settings.Document;
import org.mast4j.settings.Problems;
import org.mast4j.settings.Scale;
import org.mast4j.settings.SettingInfo;

/**
 * What a file says of the keys that are searched: a list, or an object of {@code range} or {@code
 * values}, {@code scale} and {@code when}.
 */
final class DimensionReader {
  private static final String RANGE = "range";
  private static final String VALUES = "values";
  private static final String SCALE = "scale";
  private static final String WHEN = "when";
  private static final Set<String> KEYS = Set.of(RANGE, VALUES, SCALE, WHEN);

  private final Document ranges;
  private final Map<String, SettingInfo> keys;
  private final Problems problems;

  /**
   * A reader.
   *
   * @param ranges what is searched, by key
   * @param keys all that can be
   * @param problems gets what is wrong
   */
  DimensionReader(Document ranges, Map<String, SettingInfo> keys, Problems problems) {
    this.ranges = ranges;
    this.keys = keys;
    this.problems = problems;
  }

  /** Those that are right, in the order of the keys' own list. */
  List<Dimension> read() {
    ranges
        .tree()
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!keys.containsKey(name)) {
                problems.addUnknown(ranges, name, keys.keySet());
              }
            });
    return keys.values().stream()
        .filter(key -> ranges.tree().has(key.key()))
        .flatMap(key -> read(key).stream())
        .toList();
  }

  private Optional<Dimension> read(SettingInfo key) {
    JsonNode node = ranges.tree().get(key.key());
    if (!node.isObject()) {
      return read(key, node, key.scale(), List.of());
    }
    Document object = ranges.at(key.key());
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!KEYS.contains(name)) {
                problems.addUnknown(object, name, KEYS);
              }
            });
    if (node.has(RANGE) == node.has(VALUES)) {
      problems.add(ranges, key.key(), node, "one of the keys range and values");
      return Optional.empty();
    }
    if (node.has(VALUES) && node.has(SCALE)) {
      problems.add(object, SCALE, node.get(SCALE), "none, as values have no scale");
    }
    List<Condition> conditions = conditions(object.at(WHEN), node.has(WHEN));
    return node.has(RANGE)
        ? read(key, node.get(RANGE), scale(object, key.scale()), conditions)
        : values(key, node.get(VALUES), conditions);
  }

  private Scale scale(Document object, Scale standard) {
    JsonNode node = object.tree().path(SCALE);
    if (node.isMissingNode()) {
      return standard;
    }
    for (Scale scale : Scale.values()) {
      if (node.isTextual() && scale.name().equalsIgnoreCase(node.textValue())) {
        return scale;
      }
    }
    problems.add(object, SCALE, node, "linear or logarithmic");
    return standard;
  }

  /** A list, which is a range where the key has numbers. */
  private Optional<Dimension> read(
      SettingInfo key, JsonNode node, Scale scale, List<Condition> when) {
    if (!Dimension.isNumber(key.type())) {
      return values(key, node, when);
    }
    Optional<Dimension> dimension =
        list(key, node)
            .filter(values -> values.size() == 2)
            .map(values -> new Dimension(key.key(), key.type(), scale, values, true, when))
            .filter(range -> range.low() < range.high());
    if (dimension.isEmpty()) {
      problems.add(ranges, key.key(), node, expected(key));
    }
    return dimension;
  }

  private Optional<Dimension> values(SettingInfo key, JsonNode node, List<Condition> when) {
    Optional<Dimension> dimension =
        list(key, node)
            .filter(values -> values.stream().distinct().count() == values.size())
            .map(values -> new Dimension(key.key(), key.type(), Scale.LINEAR, values, false, when));
    if (dimension.isEmpty()) {
      String expected =
          Dimension.isNumber(key.type()) ? "a list of numbers, each once" : expected(key);
      problems.add(ranges, key.key(), node, expected);
    }
    return dimension;
  }

  private static Optional<List<Object>> list(SettingInfo key, JsonNode node) {
    Function<JsonNode, Optional<Object>> convert = convert(key);
    return Optional.of(node)
        .filter(list -> list.isArray() && !list.isEmpty())
        .map(list -> StreamSupport.stream(list.spliterator(), false).map(convert).toList())
        .filter(converted -> converted.stream().allMatch(Optional::isPresent))
        .map(converted -> converted.stream().map(Optional::orElseThrow).toList());
  }

  private List<Condition> conditions(Document when, boolean there) {
    List<Condition> conditions = new ArrayList<>();
    if (there) {
      when.tree()
          .fieldNames()
          .forEachRemaining(name -> condition(when, name).ifPresent(conditions::add));
    }
    return conditions;
  }

  private Optional<Condition> condition(Document when, String name) {
    if (!ranges.tree().has(name) || !keys.containsKey(name)) {
      problems.addUnknown(when, name, fieldNames());
      return Optional.empty();
    }
    SettingInfo key = keys.get(name);
    JsonNode node = when.tree().get(name);
    JsonNode list = node.isArray() ? node : JsonNodeFactory.instance.arrayNode().add(node);
    Optional<List<Object>> values = list(key, list);
    if (values.isEmpty()) {
      problems.add(when, name, node, "a value of that key, or a list of some");
    }
    boolean range =
        node.isArray()
            && Dimension.isNumber(key.type())
            && !ranges.tree().get(name).has(VALUES)
            && node.size() == 2;
    return values.map(some -> new Condition(name, some, range));
  }

  private List<String> fieldNames() {
    List<String> names = new ArrayList<>();
    ranges.tree().fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** How a file gives a key's values. */
  private static String expected(SettingInfo key) {
    if (Dimension.isWhole(key.type())) {
      return "[low, high], two whole numbers, the lower first";
    }
    if (key.type() == double.class) {
      return "[low, high], two numbers, the lower first";
    }
    if (key.type() == boolean.class) {
      return "[false, true]";
    }
    return isChosen(key)
        ? "a list of some of " + key.choices()
        : "a list of such values, each once";
  }

  /** Whether its values have names: an enum's constants, a record's presets. */
  private static boolean isChosen(SettingInfo key) {
    return !key.choices().isEmpty();
  }

  /**
   * A node as a value of a key, empty for one of another type. Lists, objects and texts are texts,
   * as on a command line.
   */
  private static Function<JsonNode, Optional<Object>> convert(SettingInfo key) {
    Class<?> type = key.type();
    if (type == double.class) {
      return node -> when(node.isNumber(), node.doubleValue());
    }
    if (type == int.class) {
      return node -> when(node.isIntegralNumber() && node.canConvertToInt(), node.intValue());
    }
    if (type == long.class) {
      return node -> when(node.isIntegralNumber() && node.canConvertToLong(), node.longValue());
    }
    if (type == boolean.class) {
      return node -> when(node.isBoolean(), node.booleanValue());
    }
    return isChosen(key)
        ? node -> when(node.isTextual(), node.asText())
        : node -> Optional.of(node.isTextual() ? node.asText() : node.toString());
  }

  private static Optional<Object> when(boolean valid, Object value) {
    return valid ? Optional.of(value) : Optional.empty();
  }
}
