package org.mast4j.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes records of a tree and collects all that is wrong with it. */
final class RecordReader {
  private final Document document;
  private final List<Problem> problems = new ArrayList<>();

  RecordReader(Document document) {
    this.document = document;
  }

  /** A record whose every key is in the document. */
  Record complete(Class<? extends Record> type) {
    return finish(complete(type, document.tree(), document.path()));
  }

  /** A record of the base's type with the document's keys in place of its own. */
  Record over(Record base) {
    return finish(over(base, document.tree(), document.path()));
  }

  /** One component's value by itself. */
  static Object value(RecordComponent component, JsonNode node) {
    RecordReader reader = new RecordReader(Document.of(node, ""));
    return reader.finish(
        new ValueReader(reader).read(component.getGenericType(), node, component.getName()));
  }

  private <T> T finish(Optional<T> read) {
    if (!problems.isEmpty()) {
      problems.sort(Problem.BY_LINE);
      throw new SettingsException(problems);
    }
    return read.orElseThrow();
  }

  Optional<Record> complete(Class<? extends Record> type, JsonNode tree, String path) {
    RecordType shape = RecordType.of(type);
    if (tree.isTextual() && !shape.presets().isEmpty()) {
      return preset(shape.presets(), tree.textValue(), path);
    }
    if (!isObject(shape, tree, path, shape.components().keySet())) {
      return Optional.empty();
    }
    int before = problems.size();
    Map<String, Object> values = new LinkedHashMap<>();
    shape
        .components()
        .forEach(
            (name, component) -> {
              String key = Document.join(path, name);
              if (tree.has(name)) {
                read(component.getGenericType(), tree.get(name), key, Optional.empty())
                    .ifPresent(value -> values.put(name, value));
              } else if (component.getType() == Optional.class) {
                values.put(name, Optional.empty());
              } else {
                add(Problem.missing(key));
              }
            });
    return problems.size() > before ? Optional.empty() : make(path, () -> shape.construct(values));
  }

  Optional<Record> over(Record base, JsonNode tree, String path) {
    RecordType shape = RecordType.of(base.getClass());
    if (tree.isTextual() && !shape.presets().isEmpty()) {
      return preset(shape.presets(), tree.textValue(), path);
    }
    if (!isObject(shape, tree, path, shape.keys())) {
      return Optional.empty();
    }
    int before = problems.size();
    Record current = withAll(base, shape, tree, path);
    Map<String, Object> values = shape.values(current);
    boolean changed = false;
    for (RecordComponent component : shape.components().values()) {
      String name = component.getName();
      if (tree.has(name) && !shape.withers().containsKey(name)) {
        Optional<Object> old = Optional.of(values.get(name));
        read(component.getGenericType(), tree.get(name), Document.join(path, name), old)
            .ifPresent(value -> values.put(name, value));
        changed = true;
      }
    }
    if (problems.size() > before) {
      return Optional.empty();
    }
    return changed ? make(path, () -> shape.construct(values)) : Optional.of(current);
  }

  /** By the name that stands for it. */
  private Optional<Record> preset(Presets presets, String name, String path) {
    Optional<Record> preset = presets.named(name);
    return preset.isPresent() ? preset : unknownName(path, name, presets.names());
  }

  /**
   * By all withers of the record's own. One that another has to precede, as a lowest value above
   * the base's highest has, is tried again after it.
   */
  private Record withAll(Record base, RecordType shape, JsonNode tree, String path) {
    Record current = base;
    Map<String, Method> left = new LinkedHashMap<>(shape.withers());
    left.keySet().removeIf(key -> !tree.has(key));
    List<Problem> earlier = List.copyOf(problems);
    for (int tries = left.size(); tries > 0 && !left.isEmpty(); tries--) {
      problems.retainAll(earlier);
      for (Map.Entry<String, Method> wither : List.copyOf(left.entrySet())) {
        Optional<Record> changed = with(current, wither, tree, path);
        if (changed.isPresent()) {
          current = changed.get();
          left.remove(wither.getKey());
        }
      }
    }
    return current;
  }

  /** By a wither of the record's own: it may change more than the one component. */
  private Optional<Record> with(
      Record record, Map.Entry<String, Method> wither, JsonNode tree, String path) {
    String name = wither.getKey();
    Method method = wither.getValue();
    Optional<Object> old =
        Optional.ofNullable(RecordType.of(record.getClass()).components().get(name))
            .map(component -> RecordType.value(component, record));
    return read(
            method.getGenericParameterTypes()[0], tree.get(name), Document.join(path, name), old)
        .flatMap(value -> make(path, () -> (Record) RecordType.invoke(method, record, value)));
  }

  /** A value of a component; empty if it is a problem. */
  private Optional<Object> read(Type type, JsonNode node, String key, Optional<Object> old) {
    JsonNode tree = ValueReader.parsed(node);
    boolean another = tree.has(Named.KEY) && Named.of(type).isPresent();
    if (!another && old.isPresent() && old.get() instanceof Record base) {
      return over(base, tree, key).map(Object.class::cast);
    }
    return new ValueReader(this).read(type, node, key);
  }

  /** Whether the tree is an object; its unknown keys are problems. */
  private boolean isObject(RecordType shape, JsonNode tree, String path, Collection<String> known) {
    if (!(tree instanceof ObjectNode object)) {
      Presets presets = shape.presets();
      String names = presets.isEmpty() ? "" : " or a name of " + presets.names();
      problem(path.isEmpty() ? "content" : path, tree, "an object with keys of " + known + names);
      return false;
    }
    object.fieldNames().forEachRemaining(name -> requireKnown(name, path, known));
    return true;
  }

  private void requireKnown(String name, String path, Collection<String> known) {
    if (!known.contains(name)) {
      add(new Problem("unknown key ", Document.join(path, name), Nearest.hint(name, known)));
    }
  }

  /** Makes a record, whose own complaint is of its keys. */
  private Optional<Record> make(String path, Supplier<Record> maker) {
    try {
      return Optional.of(maker.get());
    } catch (SettingsException e) {
      e.problems().forEach(problem -> add(problem.below(path)));
    } catch (IllegalArgumentException e) {
      add(new Problem("", path, (path.isEmpty() ? "" : ": ") + e.getMessage()));
    }
    return Optional.empty();
  }

  <T> Optional<T> problem(String key, JsonNode found, String expected) {
    add(Problem.of(key, shown(found), expected));
    return Optional.empty();
  }

  /** A value as it was written: a file's text in quotes, a command line's without. */
  private static Object shown(JsonNode node) {
    if (node.isTextual() || node.isContainerNode()) {
      return node;
    }
    return node.asText().isBlank() ? "is empty" : node.asText();
  }

  <T> Optional<T> unknownName(String key, String name, Collection<String> known) {
    add(new Problem("", key, " \"" + name + "\" is unknown" + Nearest.hint(name, known)));
    return Optional.empty();
  }

  private void add(Problem problem) {
    problems.add(problem.in(document));
  }
}
