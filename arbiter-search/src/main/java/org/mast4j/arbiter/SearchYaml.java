package org.mast4j.arbiter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.mast4j.datavec.audio.io.TextFiles;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;
import org.mast4j.zoo.Architectures;

/** Reads a {@link SearchConfig}. */
final class SearchYaml {
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final List<String> REQUIRED =
      List.of("candidates", "maxMinutes", "seed", "encoder", "ranges");
  private static final String BASE = "base";

  private SearchYaml() {}

  static SearchConfig read(Path file) throws IOException {
    try {
      return config(YAML.readTree(TextFiles.read(file)));
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": " + SsMastJson.describe(e), e);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static SearchConfig config(JsonNode yaml) {
    List<String> known = new ArrayList<>(REQUIRED);
    known.add(BASE);
    if (!(yaml instanceof ObjectNode fields)) {
      throw new IllegalArgumentException("no search in it; expected the keys " + known);
    }
    requireKeys(fields, known);
    if (!fields.get("encoder").isTextual()) {
      throw new IllegalArgumentException("encoder " + fields.get("encoder") + "; expected a name");
    }
    return new SearchConfig(
        Math.toIntExact(whole(fields, "candidates", Integer.MAX_VALUE)),
        number(fields.get("maxMinutes"), "maxMinutes"),
        whole(fields, "seed", Long.MAX_VALUE),
        Architectures.preset(fields.get("encoder").textValue()),
        fields.has(BASE) ? SsMastJson.complete(fields.get(BASE), BASE + ".") : SsMastConfig.paper(),
        ranges(fields.get("ranges")));
  }

  private static void requireKeys(ObjectNode fields, List<String> known) {
    List<String> missing = new ArrayList<>(REQUIRED);
    List<String> unknown = SsMastJson.keys(fields);
    missing.removeAll(unknown);
    unknown.removeAll(known);
    List<String> problems = new ArrayList<>();
    if (!missing.isEmpty()) {
      problems.add("missing " + String.join(", ", missing));
    }
    if (!unknown.isEmpty()) {
      problems.add("unknown " + String.join(", ", unknown));
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          String.join(" and ", problems) + "; the keys are " + String.join(", ", known));
    }
  }

  private static Map<Hyperparameter, Range> ranges(JsonNode yaml) {
    if (!(yaml instanceof ObjectNode fields)) {
      throw new IllegalArgumentException(
          "ranges " + yaml + "; expected one at least of " + Hyperparameter.keys());
    }
    Map<Hyperparameter, Range> ranges = new EnumMap<>(Hyperparameter.class);
    for (Hyperparameter parameter : Hyperparameter.values()) {
      JsonNode range = fields.remove(parameter.key());
      if (range != null) {
        ranges.put(parameter, range(range, "ranges." + parameter.key()));
      }
    }
    if (!fields.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown key ranges."
              + SsMastJson.keys(fields).get(0)
              + "; expected one of "
              + Hyperparameter.keys());
    }
    return ranges;
  }

  private static Range range(JsonNode yaml, String key) {
    if (!yaml.isArray() || yaml.size() != 2) {
      throw new IllegalArgumentException(key + " " + yaml + "; expected [low, high]");
    }
    double low = number(yaml.get(0), key);
    double high = number(yaml.get(1), key);
    try {
      return new Range(low, high);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + " " + e.getMessage(), e);
    }
  }

  private static double number(JsonNode yaml, String key) {
    if (!yaml.isNumber()) {
      throw new IllegalArgumentException(SsMastJson.notNumber(key, yaml, false));
    }
    return yaml.doubleValue();
  }

  private static long whole(ObjectNode fields, String key, long most) {
    JsonNode number = fields.get(key);
    if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() > most) {
      throw new IllegalArgumentException(SsMastJson.notNumber(key, number, true));
    }
    return number.longValue();
  }
}
