package org.mast4j.zoo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An encoder as JSON: the name of its architecture and the fields of its record. */
public final class EncoderJson {
  /** Strict: also reads the other keys of a model directory. */
  static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private EncoderJson() {}

  /** The keys {@code architecture} and {@code encoder}. */
  public static ObjectNode toJson(EncoderConfig encoder) {
    ObjectNode json = JSON.createObjectNode();
    json.put("architecture", encoder.architecture());
    json.set("encoder", JSON.valueToTree(encoder));
    return json;
  }

  /**
   * Reads what {@link #toJson} gave, this version or an earlier one; other keys are left alone.
   *
   * @param file what errors name as the place
   * @throws IOException naming everything that is missing, unknown or malformed
   */
  public static EncoderConfig read(ObjectNode json, String file) throws IOException {
    try {
      // The type comes from our own registry: the file names an architecture, never a class.
      Architecture architecture = Architectures.byName(json.get("architecture").asText());
      if (!(json.get("encoder") instanceof ObjectNode encoder)) {
        throw new IOException(file + ": encoder " + json.get("encoder") + "; expected an object");
      }
      upgradeGrid(encoder);
      architecture.upgrade(encoder);
      List<String> problems = new ArrayList<>();
      compareKeys(encoder, architecture.configType(), "encoder", problems);
      if (!problems.isEmpty()) {
        throw new IOException(file + ": " + String.join(", ", problems));
      }
      return JSON.treeToValue(encoder, architecture.configType());
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": " + problem(e), e);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /** Grids had no padding at first. */
  private static void upgradeGrid(ObjectNode encoder) {
    if (encoder.get("grid") instanceof ObjectNode grid) {
      grid.putIfAbsent("paddingMels", IntNode.valueOf(0));
      grid.putIfAbsent("paddingFrames", IntNode.valueOf(0));
    }
  }

  /** Collects every missing and unknown key, of records within records too. */
  private static void compareKeys(
      JsonNode json, Class<?> type, String path, List<String> problems) {
    if (!json.isObject() || !type.isRecord()) {
      return; // Jackson says what is wrong with a value
    }
    Set<String> unknown = new LinkedHashSet<>();
    json.fieldNames().forEachRemaining(unknown::add);
    for (RecordComponent component : type.getRecordComponents()) {
      String key = path + "." + component.getName();
      if (unknown.remove(component.getName())) {
        compareKeys(json.get(component.getName()), component.getType(), key, problems);
      } else {
        problems.add("missing " + key);
      }
    }
    unknown.forEach(name -> problems.add("unknown " + path + "." + name));
  }

  /** What is wrong at which key, without Jackson's Java class names and positions. */
  private static String problem(JsonProcessingException e) {
    String key = "encoder";
    if (e instanceof JsonMappingException mapping) {
      key =
          Stream.concat(
                  Stream.of(key),
                  mapping.getPath().stream()
                      .map(JsonMappingException.Reference::getFieldName)
                      .filter(name -> name != null))
              .collect(Collectors.joining("."));
    }
    if (e.getCause() instanceof IllegalArgumentException invalid) {
      return key + ": " + invalid.getMessage();
    }
    return e instanceof MismatchedInputException mismatched && mismatched.getTargetType() != null
        ? key + ": expected " + kind(mismatched.getTargetType())
        : key + ": " + e.getOriginalMessage();
  }

  private static String kind(Class<?> type) {
    if (type.isEnum()) {
      return "one of " + Arrays.toString(type.getEnumConstants());
    }
    if (Collection.class.isAssignableFrom(type)) {
      return "a list";
    }
    if (type.isRecord()) {
      return "an object";
    }
    if (type == boolean.class) {
      return "true or false";
    }
    return type == double.class ? "a number" : "a whole number";
  }
}
