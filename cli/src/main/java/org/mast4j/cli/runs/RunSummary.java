package org.mast4j.cli.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mast4j.datavec.audio.internal.io.TextFiles;
import org.mast4j.settings.Document;

/**
 * What a run's folder tells.
 *
 * @param name for people
 * @param folder of the run
 * @param settings all of them
 * @param series what it reported, by name
 * @param seconds of training, the looks at the monitors included
 * @param result how it ended; without keys where it hasn't
 */
public record RunSummary(
    String name,
    RunFolder folder,
    JsonNode settings,
    Map<String, Series> series,
    double seconds,
    JsonNode result) {
  private static final String STEP = "step";

  /**
   * Numbers over steps.
   *
   * @param values by step, finite ones alone
   */
  public record Series(TreeMap<Integer, Double> values) {
    double last() {
      return values.lastEntry().getValue();
    }

    double[] steps() {
      return values.keySet().stream().mapToDouble(Integer::doubleValue).toArray();
    }

    double[] numbers() {
      return values.values().stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  /**
   * Reads a folder, also of a run that still goes on.
   *
   * @throws IOException naming a file that isn't as a run writes it
   */
  public static RunSummary read(RunFolder folder, String name) throws IOException {
    Map<String, Series> series = new LinkedHashMap<>();
    for (Path file : List.of(folder.metrics(), folder.monitors())) {
      for (ObjectNode line : lines(file)) {
        int step = line.get(STEP).asInt();
        line.without(STEP)
            .fields()
            .forEachRemaining(value -> add(series, value.getKey(), step, value.getValue()));
      }
    }
    double seconds = 0;
    for (ObjectNode line : lines(folder.times())) {
      seconds += line.path("seconds").asDouble() + line.path("monitorSeconds").asDouble();
    }
    JsonNode result =
        Files.exists(folder.result())
            ? new ObjectMapper().readTree(Files.readString(folder.result()))
            : new ObjectMapper().createObjectNode();
    return new RunSummary(name, folder, settings(folder), series, seconds, result);
  }

  private static List<ObjectNode> lines(Path file) throws IOException {
    return Files.exists(file) ? StepLines.read(file) : List.of();
  }

  private static void add(Map<String, Series> series, String name, int step, JsonNode value) {
    if (Double.isFinite(value.asDouble())) {
      series
          .computeIfAbsent(name, key -> new Series(new TreeMap<>()))
          .values()
          .put(step, value.asDouble());
    }
  }

  private static JsonNode settings(RunFolder folder) throws IOException {
    String yaml = TextFiles.read(folder.settings());
    try {
      return Document.yaml(yaml).tree();
    } catch (IllegalArgumentException e) {
      throw new IOException(folder.settings() + ": " + e.getMessage(), e);
    }
  }

  /** The name of its method. */
  String method() {
    return settings.path("method").asText();
  }

  /** Its encoder's preset. */
  String encoder() {
    return settings.path("encoder").path("preset").asText();
  }

  /** Steps taken until now. */
  int steps() {
    return series.values().stream().mapToInt(s -> s.values().lastKey()).max().orElse(0);
  }
}
