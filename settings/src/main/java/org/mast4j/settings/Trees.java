package org.mast4j.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes nodes of values: the inverse of {@link ValueReader}. */
final class Trees {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Trees() {}

  static ObjectNode tree(Record record) {
    ObjectNode tree = NODES.objectNode();
    putComponents(tree, record);
    return tree;
  }

  private static void putComponents(ObjectNode tree, Record record) {
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object value = RecordType.value(component, record);
      if (!Optional.empty().equals(value)) {
        tree.set(component.getName(), tree(value, component.getGenericType()));
      }
    }
  }

  /**
   * The node of a value.
   *
   * @param declared type of the component that holds it
   */
  static JsonNode tree(Object value, Type declared) {
    if (value instanceof Optional<?> optional) {
      return tree(optional.orElseThrow(), argument(declared, 0));
    }
    if (value instanceof List<?> list) {
      ArrayNode array = NODES.arrayNode();
      list.forEach(element -> array.add(tree(element, argument(declared, 0))));
      return array;
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = NODES.objectNode();
      map.forEach((key, element) -> object.set((String) key, tree(element, argument(declared, 1))));
      return object;
    }
    if (value instanceof Record record) {
      ObjectNode tree = NODES.objectNode();
      Named.of(declared).ifPresent(named -> tree.put(Named.KEY, named.name(record.getClass())));
      putComponents(tree, record);
      return tree;
    }
    return scalar(value);
  }

  private static Type argument(Type declared, int index) {
    return declared instanceof ParameterizedType generic
        ? generic.getActualTypeArguments()[index]
        : Object.class;
  }

  private static JsonNode scalar(Object value) {
    if (value instanceof Integer number) {
      return NODES.numberNode(number.intValue());
    }
    if (value instanceof Long number) {
      return NODES.numberNode(number.longValue());
    }
    if (value instanceof Float number) {
      return NODES.numberNode(number.floatValue());
    }
    if (value instanceof Double number) {
      return NODES.numberNode(number.doubleValue());
    }
    if (value instanceof Boolean truth) {
      return NODES.booleanNode(truth);
    }
    if (value instanceof Enum<?> constant) {
      return NODES.textNode(Constants.name(constant));
    }
    if (value instanceof String text) {
      return NODES.textNode(text);
    }
    throw new IllegalStateException("a setting of " + value.getClass());
  }
}
