package org.mast4j.arbiter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.mast4j.datavec.audio.io.AtomicFiles;
import org.mast4j.datavec.audio.io.TextFiles;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;

/**
 * An {@link SsMastConfig} as JSON, one key a field: what a search finds and {@code pretrain} takes.
 */
public final class SsMastJson {
  static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private static final String STEPS = "steps";
  private static final String WARMUP_STEPS = "warmupSteps";

  private SsMastJson() {}

  /**
   * Reads a configuration; keys that the file leaves out have {@link SsMastConfig#paper}'s values.
   *
   * @throws IOException naming the file, and every unknown key or bad value in it
   */
  public static SsMastConfig read(Path file) throws IOException {
    try {
      return complete(JSON.readTree(TextFiles.read(file)), "");
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": " + describe(e), e);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /** Writes all fields; the file never holds half a configuration. */
  public static void write(SsMastConfig config, Path file) throws IOException {
    String json = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(config) + "\n";
    AtomicFiles.write(file, json.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The paper's configuration with the given fields in place of its own; a new number of steps
   * without a warm-up takes a tenth of it for that.
   *
   * @param prefix of keys in errors
   * @throws IllegalArgumentException naming every unknown key or the bad value
   */
  static SsMastConfig complete(JsonNode given, String prefix) {
    ObjectNode fields = JSON.valueToTree(SsMastConfig.paper());
    List<String> problems = new ArrayList<>();
    merge(fields, given, prefix, problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join(" and ", problems));
    }
    if (!given.has(WARMUP_STEPS)) {
      fields.put(WARMUP_STEPS, fields.get(STEPS).asInt() / 10);
    }
    try {
      return JSON.treeToValue(fields, SsMastConfig.class);
    } catch (JsonProcessingException e) {
      String problem =
          e.getCause() instanceof IllegalArgumentException bad ? bad.getMessage() : describe(e);
      throw new IllegalArgumentException(prefix + problem, e);
    }
  }

  private static void merge(
      ObjectNode fields, JsonNode given, String prefix, List<String> problems) {
    if (!given.isObject()) {
      problems.add(prefix + " " + given + "; expected the keys " + keys(fields));
      return;
    }
    for (Iterator<Map.Entry<String, JsonNode>> it = given.fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> entry = it.next();
      String key = entry.getKey();
      JsonNode field = fields.get(key);
      if (field == null) {
        problems.add("unknown key " + prefix + key + "; expected one of " + keys(fields));
      } else if (field instanceof ObjectNode nested) {
        merge(nested, entry.getValue(), prefix + key + ".", problems);
      } else if (field.isTextual() && entry.getValue().isTextual()) {
        fields.set(key, entry.getValue());
      } else if (field.isTextual()) {
        problems.add(prefix + key + " " + entry.getValue() + "; expected a name in quotes");
      } else if (field.isIntegralNumber()
          ? isWhole(entry.getValue(), field)
          : entry.getValue().isNumber()) {
        fields.set(key, entry.getValue());
      } else {
        problems.add(notNumber(prefix + key, entry.getValue(), field.isIntegralNumber()));
      }
    }
  }

  private static boolean isWhole(JsonNode value, JsonNode field) {
    return value.isIntegralNumber()
        && (field.isInt() ? value.canConvertToInt() : value.canConvertToLong());
  }

  static String notNumber(String key, JsonNode value, boolean whole) {
    return key + " " + value + "; expected a " + (whole ? "whole " : "") + "number";
  }

  static List<String> keys(ObjectNode node) {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /** Jackson's complaint in one line, with the place. */
  static String describe(JsonProcessingException e) {
    String problem = e.getOriginalMessage().lines().findFirst().orElse("malformed");
    return e.getLocation() == null
        ? problem
        : "line " + e.getLocation().getLineNr() + ": " + problem;
  }
}
