package org.mast4j.zoo.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The fields of somebody else's JSON object, read with their types. A field that is null counts as
 * absent, as in the Python libraries that write such files; one of another type is an error that
 * names file and key.
 */
public final class JsonFields {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static final Pattern ID = Pattern.compile("-?\\d{1,9}");

  private final Path file;
  private final String path;
  private final JsonNode object;

  private JsonFields(Path file, String path, JsonNode object) {
    this.file = file;
    this.path = path;
    this.object = object;
  }

  /**
   * Reads a file that holds one JSON object.
   *
   * @throws ImportException if it doesn't
   */
  public static JsonFields read(Path file) throws IOException {
    JsonNode json;
    try {
      json = JSON.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw new ImportException(file, "not JSON (" + e.getOriginalMessage() + ")", e);
    } catch (CharacterCodingException e) {
      throw new ImportException(file, "not UTF-8", e);
    }
    if (!json.isObject()) {
      throw new ImportException(file, "not a JSON object");
    }
    return new JsonFields(file, "", json);
  }

  /** No fields at all, of a source that has no such file. */
  static JsonFields empty(Path source) {
    return new JsonFields(source, "", JSON.createObjectNode());
  }

  /** Names of the fields that are there and not null, in the file's order. */
  public Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    object.fieldNames().forEachRemaining(keys::add);
    keys.removeIf(key -> object.get(key).isNull());
    return keys;
  }

  public Optional<Integer> integer(String key) throws ImportException {
    return field(key, JsonNode::isInt, JsonNode::intValue, "a whole number");
  }

  public Optional<Double> number(String key) throws ImportException {
    return field(key, JsonNode::isNumber, JsonNode::doubleValue, "a number");
  }

  public Optional<Boolean> bool(String key) throws ImportException {
    return field(key, JsonNode::isBoolean, JsonNode::booleanValue, "true or false");
  }

  public Optional<String> text(String key) throws ImportException {
    return field(key, JsonNode::isTextual, JsonNode::textValue, "a text");
  }

  /** A list of whole numbers. */
  public Optional<List<Integer>> integers(String key) throws ImportException {
    return field(key, all(JsonNode::isInt), list(JsonNode::intValue), "a list of whole numbers");
  }

  /** A list of texts. */
  public Optional<List<String>> texts(String key) throws ImportException {
    return field(key, all(JsonNode::isTextual), list(JsonNode::textValue), "a list of texts");
  }

  /**
   * Texts by id: of a list by position, or of an object whose keys are whole numbers. A number,
   * truth value or null among them counts as its text.
   */
  public Optional<Map<Integer, String>> textsById(String key) throws ImportException {
    JsonNode texts = object.path(key);
    if (texts.isMissingNode() || texts.isNull()) {
      return Optional.empty();
    }
    Map<Integer, String> byId = new LinkedHashMap<>();
    Iterator<String> names = texts.fieldNames();
    int position = 0;
    for (JsonNode text : texts) {
      String id = texts.isArray() ? String.valueOf(position++) : names.next();
      if (!ID.matcher(id).matches() || text.isContainerNode()) {
        throw problem(key, "a text for each id");
      }
      byId.put(Integer.valueOf(id), text.asText());
    }
    if (!texts.isContainerNode()) {
      throw problem(key, "a list of texts, or an object of a text for each id");
    }
    return Optional.of(byId);
  }

  /** An object within this one. */
  public Optional<JsonFields> object(String key) throws ImportException {
    return field(
        key,
        JsonNode::isObject,
        value -> new JsonFields(file, path + key + ".", value),
        "an object");
  }

  /**
   * A number for both axes: a list of two, or one that stands for both.
   *
   * @return two numbers
   */
  public Optional<List<Integer>> pair(String key) throws ImportException {
    if (object.path(key).isInt()) {
      int both = object.path(key).intValue();
      return Optional.of(List.of(both, both));
    }
    Optional<List<Integer>> pair = integers(key);
    if (pair.isPresent() && pair.get().size() != 2) {
      throw problem(key, "one or two whole numbers");
    }
    return pair;
  }

  /** A list of pairs, one for both axes each. */
  public Optional<List<List<Integer>>> pairs(String key) throws ImportException {
    Predicate<JsonNode> pair = value -> value.size() == 2 && all(JsonNode::isInt).test(value);
    return field(
        key, all(pair), list(list(JsonNode::intValue)), "a list of pairs of whole numbers");
  }

  /** Whether the field is a number, where it may be a list too. */
  public boolean isNumber(String key) {
    return object.path(key).isNumber();
  }

  /** These fields, with those of the object {@code key} in its place, if there is one. */
  JsonFields flattened(String key) throws ImportException {
    Optional<JsonFields> nested = object(key);
    if (nested.isEmpty()) {
      return this;
    }
    ObjectNode flat = JSON.createObjectNode();
    nested.get().object.fields().forEachRemaining(f -> flat.set(f.getKey(), f.getValue()));
    object.fields().forEachRemaining(f -> flat.set(f.getKey(), f.getValue()));
    flat.remove(key);
    return new JsonFields(file, path, flat);
  }

  /** Something made of the fields, whose own complaint about a value becomes this file's. */
  public <T> T create(Maker<T> maker) throws ImportException {
    try {
      return maker.make();
    } catch (IllegalArgumentException e) {
      throw new ImportException(file, e.getMessage(), e);
    }
  }

  /** Makes something of fields. */
  @FunctionalInterface
  public interface Maker<T> {
    T make() throws ImportException;
  }

  /** The error that a field isn't what it must be. */
  public ImportException problem(String key, String expected) {
    return new ImportException(
        file, path + key + " is " + object.path(key) + "; expected " + expected);
  }

  private <T> Optional<T> field(
      String key, Predicate<JsonNode> valid, Function<JsonNode, T> read, String expected)
      throws ImportException {
    JsonNode value = object.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!valid.test(value)) {
      throw problem(key, expected);
    }
    return Optional.of(read.apply(value));
  }

  private static Predicate<JsonNode> all(Predicate<JsonNode> valid) {
    return list -> {
      boolean all = list.isArray();
      for (JsonNode element : list) {
        all &= valid.test(element);
      }
      return all;
    };
  }

  private static <T> Function<JsonNode, List<T>> list(Function<JsonNode, T> read) {
    return list -> {
      List<T> values = new ArrayList<>();
      list.forEach(element -> values.add(read.apply(element)));
      return values;
    };
  }
}
