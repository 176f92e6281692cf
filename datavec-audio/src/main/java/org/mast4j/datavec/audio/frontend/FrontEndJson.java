package org.mast4j.datavec.audio.frontend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.io.AtomicFiles;
import org.mast4j.datavec.audio.io.TextFiles;

/**
 * A {@link FrontEndConfig} as JSON: one key for each of its fields and no other; of those, a file
 * may lack the ones that the first versions didn't have.
 */
public final class FrontEndJson {

  /** The name that the file has in a model directory. */
  public static final String FILE_NAME = "front-end.json";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private static final ObjectNode KALDI = toJson(FrontEndConfig.kaldi());
  private static final ObjectNode LIBROSA = toJson(FrontEndConfig.librosa());

  private FrontEndJson() {}

  /**
   * Reads a file that {@link #write} wrote.
   *
   * @throws AudioException if the file isn't JSON, misses a key that every version has, has an
   *     unknown one or a bad value
   * @throws IOException if it can't be read
   */
  public static FrontEndConfig read(Path file) throws IOException {
    JsonNode json;
    try {
      json = JSON.readTree(TextFiles.read(file));
    } catch (JsonProcessingException e) {
      throw new AudioException(
          file, "not JSON (" + e.getOriginalMessage() + "); write it again by MAST4J", e);
    }
    return fromJson(json, file);
  }

  /** Writes all fields, indented. */
  public static void write(FrontEndConfig config, Path file) throws IOException {
    AtomicFiles.write(file, bytes(config));
  }

  /** What {@link #write} writes. */
  public static byte[] bytes(FrontEndConfig config) {
    return (toJson(config).toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** The fields as one JSON object, for files that hold more than the front end. */
  public static ObjectNode toJson(FrontEndConfig config) {
    return JSON.valueToTree(config);
  }

  /**
   * The configuration that a JSON object holds.
   *
   * @param source the file that an error names
   * @throws AudioException naming every missing and unknown key, or the bad value
   */
  public static FrontEndConfig fromJson(JsonNode json, Path source) throws AudioException {
    if (!json.isObject()) {
      throw new AudioException(source, "not a JSON object; write it again by MAST4J");
    }
    ObjectNode current = upgraded(json.deepCopy());
    requireExactKeys(current, source);
    try {
      return JSON.treeToValue(current, FrontEndConfig.class);
    } catch (JsonProcessingException e) {
      throw new AudioException(source, describe(e) + "; correct that value", e);
    }
  }

  /** Keys that the first files lacked; those have the recipe's values. */
  private static final List<String> LATER_KEYS =
      List.of("output", "resampling", "window", "melScale", "melNorm", "cepstra", "lifter");

  private static ObjectNode upgraded(ObjectNode json) {
    boolean kaldi = json.path("kind").asText().equals(KALDI.get("kind").textValue());
    ObjectNode recipe = kaldi ? KALDI : LIBROSA;
    for (String key : LATER_KEYS) {
      json.putIfAbsent(key, recipe.get(key));
    }
    return json;
  }

  /** The record's own complaint, or Jackson's with the key that it is about. */
  private static String describe(JsonProcessingException e) {
    if (e.getCause() instanceof IllegalArgumentException bad) {
      return bad.getMessage();
    }
    String key =
        e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()
            ? mapping.getPath().get(0).getFieldName() + ": "
            : "";
    return key + e.getOriginalMessage();
  }

  private static void requireExactKeys(JsonNode json, Path source) throws AudioException {
    List<String> keys =
        Arrays.stream(FrontEndConfig.class.getRecordComponents())
            .map(RecordComponent::getName)
            .toList();
    List<String> missing = new ArrayList<>(keys);
    List<String> unknown = new ArrayList<>();
    json.fieldNames()
        .forEachRemaining(
            key -> {
              if (!missing.remove(key)) {
                unknown.add(key);
              }
            });
    List<String> problems = new ArrayList<>();
    if (!missing.isEmpty()) {
      problems.add("missing " + String.join(", ", missing));
    }
    if (!unknown.isEmpty()) {
      problems.add("unknown " + String.join(", ", unknown));
    }
    if (!problems.isEmpty()) {
      throw new AudioException(
          source, String.join(" and ", problems) + "; its keys are " + String.join(", ", keys));
    }
  }
}
