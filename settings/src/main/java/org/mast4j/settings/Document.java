package org.mast4j.settings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** A JSON or YAML text as a tree that knows the line of each of its keys. */
public final class Document {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  private final JsonNode tree;
  private final String path;
  private final Map<String, Integer> lines;

  private Document(JsonNode tree, String path, Map<String, Integer> lines) {
    this.tree = tree;
    this.path = path;
    this.lines = lines;
  }

  /**
   * Parses JSON.
   *
   * @throws SettingsException with the line at which it isn't JSON, or has a key twice
   */
  public static Document json(String text) {
    return parse(JSON, text);
  }

  /**
   * Parses YAML 1.1, of which {@code yes} and {@code on} are true and {@code 010} is eight. Tags
   * make no types.
   *
   * @throws SettingsException with the line at which it isn't YAML, has a key twice or an alias
   */
  public static Document yaml(String text) {
    return parse(YAML, text);
  }

  /** A tree as the YAML that {@link #yaml} reads it from. */
  public static String toYaml(JsonNode tree) {
    try {
      return YAML.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // a tree has nothing that can't be written
    }
  }

  /**
   * A tree whose lines nobody knows.
   *
   * @param path of the keys above it, which errors name; empty for none
   */
  public static Document of(JsonNode tree, String path) {
    return new Document(tree, path, Map.of());
  }

  private static Document parse(ObjectMapper mapper, String text) {
    Map<String, Integer> lines = new HashMap<>();
    try (JsonParser parser = mapper.createParser(text)) {
      JsonNode tree =
          parser.nextToken() == null ? MissingNode.getInstance() : node(parser, "", lines);
      if (parser.nextToken() != null) {
        int line = parser.currentTokenLocation().getLineNr();
        throw new SettingsException("line " + line + ": something follows its end", null);
      }
      return new Document(tree, "", lines);
    } catch (JsonProcessingException e) {
      throw new SettingsException(describe(e), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a text in memory
    }
  }

  private static JsonNode node(JsonParser parser, String path, Map<String, Integer> lines)
      throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        String key = join(path, name);
        lines.put(key, parser.currentTokenLocation().getLineNr());
        parser.nextToken();
        object.set(name, node(parser, key, lines));
      }
      return object;
    }
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        String key = element(path, array.size());
        lines.put(key, parser.currentTokenLocation().getLineNr());
        array.add(node(parser, key, lines));
      }
      return array;
    }
    requireNoAlias(parser);
    return parser.readValueAsTree();
  }

  /** Of an alias, Jackson gives the name for a text. */
  private static void requireNoAlias(JsonParser parser) throws IOException {
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      int line = parser.currentTokenLocation().getLineNr();
      throw new SettingsException(
          "line " + line + ": *" + parser.getText() + " is an alias; expected the value itself",
          null);
    }
  }

  /** Jackson's complaint in one line, with the place, and without the indented quotes of YAML's. */
  private static String describe(JsonProcessingException e) {
    String problem =
        e.getOriginalMessage()
            .lines()
            .filter(line -> !line.startsWith(" "))
            .collect(Collectors.joining("; "));
    return e.getLocation() == null
        ? problem
        : "line " + e.getLocation().getLineNr() + ": " + problem;
  }

  /** The tree itself: what brings an older file up to date may change it. */
  public JsonNode tree() {
    return tree;
  }

  /** What a key of the object holds, a missing node if there is no such key. */
  public Document at(String key) {
    return new Document(tree.path(key), join(path, key), lines);
  }

  /** The object with some of its keys alone. */
  public Document only(String... keys) {
    return new Document(((ObjectNode) tree).deepCopy().retain(keys), path, lines);
  }

  /** The object without some of its keys. */
  public Document without(String... keys) {
    return new Document(((ObjectNode) tree).deepCopy().remove(List.of(keys)), path, lines);
  }

  /** Path of the keys above the tree; empty for a whole text. */
  String path() {
    return path;
  }

  /** The whole path of one of the tree's keys. */
  String pathOf(String key) {
    return join(path, key);
  }

  OptionalInt line(String key) {
    Integer line = lines.get(key);
    return line == null ? OptionalInt.empty() : OptionalInt.of(line);
  }

  static String join(String parent, String key) {
    return parent.isEmpty() ? key : parent + "." + key;
  }

  static String element(String list, int index) {
    return list + "[" + index + "]";
  }
}
