package org.mast4j.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes values of nodes, strictly: no number for a text, no fraction for a whole number. */
final class ValueReader {
  private final RecordReader records;

  ValueReader(RecordReader records) {
    this.records = records;
  }

  /** The node of a text from a command line or an annotation, which is YAML but for strings. */
  static JsonNode text(String text) {
    return new POJONode(text);
  }

  /** What {@link #text} holds; other nodes as they are. */
  static JsonNode parsed(JsonNode node) {
    if (!node.isPojo()) {
      return node;
    }
    try {
      JsonNode tree = Document.yaml(node.asText()).tree();
      return tree.isMissingNode() ? TextNode.valueOf("") : tree;
    } catch (SettingsException e) {
      return TextNode.valueOf(node.asText()); // no value of any type but a text
    }
  }

  Optional<Object> read(Type type, JsonNode given, String key) {
    if (type instanceof ParameterizedType generic) {
      return container(generic, given, key);
    }
    Class<?> raw = (Class<?>) type;
    if (raw.isEnum()) {
      return constant(raw, given, key);
    }
    if (raw == String.class) {
      return given.isTextual() || given.isPojo()
          ? Optional.of(given.asText())
          : records.problem(key, given, "a text");
    }
    JsonNode node = parsed(given);
    if (raw == JsonNode.class) {
      return Optional.of(node);
    }
    if (raw.isRecord()) {
      return records.complete(raw.asSubclass(Record.class), node, key).map(Object.class::cast);
    }
    Optional<Named> named = Named.of(raw);
    if (named.isPresent()) {
      return named(named.get(), node, key);
    }
    Class<?> boxed = MethodType.methodType(raw).wrap().returnType();
    Optional<Object> value = scalar(boxed, node);
    return value.isPresent() ? value : records.problem(key, given, expected(boxed));
  }

  private static Optional<Object> scalar(Class<?> type, JsonNode node) {
    if (type == Integer.class) {
      return of(node.isIntegralNumber() && node.canConvertToInt(), node.intValue());
    }
    if (type == Long.class) {
      return of(node.isIntegralNumber() && node.canConvertToLong(), node.longValue());
    }
    if (type == Double.class) {
      return of(node.isNumber() && Double.isFinite(node.doubleValue()), node.doubleValue());
    }
    if (type == Float.class) {
      return of(node.isNumber() && Float.isFinite(node.floatValue()), node.floatValue());
    }
    if (type == Boolean.class) {
      return of(node.isBoolean(), node.booleanValue());
    }
    throw new IllegalStateException("a setting of " + type);
  }

  private static Optional<Object> of(boolean valid, Object value) {
    return valid ? Optional.of(value) : Optional.empty();
  }

  private static String expected(Class<?> scalar) {
    if (scalar == Boolean.class) {
      return "true or false";
    }
    return scalar == Double.class || scalar == Float.class ? "a number" : "a whole number";
  }

  /** An enum's constant by its name; on a command line in any case. */
  private Optional<Object> constant(Class<?> type, JsonNode node, String key) {
    Map<String, Object> constants = Constants.byName(type);
    for (Map.Entry<String, Object> constant : constants.entrySet()) {
      String name = constant.getKey();
      if (node.isPojo()
          ? name.equalsIgnoreCase(node.asText().replace('-', '_'))
          : name.equals(node.textValue())) {
        return Optional.of(constant.getValue());
      }
    }
    return records.problem(key, node, "one of " + constants.keySet());
  }

  private Optional<Object> container(ParameterizedType type, JsonNode given, String key) {
    Type[] arguments = type.getActualTypeArguments();
    if (type.getRawType() == Optional.class) {
      return read(arguments[0], given, key).map(Optional::of);
    }
    JsonNode node = parsed(given);
    if (type.getRawType() == List.class) {
      return list(arguments[0], node, key);
    }
    if (type.getRawType() == Map.class) {
      return map(arguments[1], node, key);
    }
    throw new IllegalStateException("a setting of type " + type);
  }

  private Optional<Object> list(Type element, JsonNode node, String key) {
    if (!node.isArray()) {
      return records.problem(key, node, "a list");
    }
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      read(element, node.get(i), Document.element(key, i)).ifPresent(values::add);
    }
    return values.size() < node.size() ? Optional.empty() : Optional.of(List.copyOf(values));
  }

  private Optional<Object> map(Type value, JsonNode node, String key) {
    if (!node.isObject()) {
      return records.problem(key, node, "an object");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    node.fields()
        .forEachRemaining(
            field ->
                read(value, field.getValue(), Document.join(key, field.getKey()))
                    .ifPresent(v -> values.put(field.getKey(), v)));
    return values.size() < node.size()
        ? Optional.empty()
        : Optional.of(Collections.unmodifiableMap(values));
  }

  /** A record chosen by its name; over its defaults, if it has them all. */
  private Optional<Object> named(Named named, JsonNode node, String key) {
    Set<String> names = named.types().keySet();
    if (!(node instanceof ObjectNode object) || !object.path(Named.KEY).isTextual()) {
      return records.problem(key, node, "an object with a name of " + names);
    }
    String name = object.get(Named.KEY).textValue();
    if (!names.contains(name)) {
      return records.unknownName(Document.join(key, Named.KEY), name, names);
    }
    JsonNode values = object.deepCopy().without(Named.KEY);
    Class<? extends Record> type = named.types().get(name);
    Optional<Record> read =
        Defaults.hasDefaults(type)
            ? records.over(Settings.defaults(type), values, key)
            : records.complete(type, values, key);
    return read.map(Object.class::cast);
  }
}
