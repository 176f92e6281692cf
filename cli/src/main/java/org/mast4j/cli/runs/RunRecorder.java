package org.mast4j.cli.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;
import org.mast4j.settings.Document;

/** Writes the folder of a run while it goes. */
public final class RunRecorder implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RunFolder folder;
  private final StepLines metrics;
  private final StepLines times;
  private long last = System.nanoTime();

  private RunRecorder(RunFolder folder) {
    this.folder = folder;
    this.metrics = new StepLines(folder.metrics());
    this.times = new StepLines(folder.times());
  }

  /**
   * Begins a run, or goes on with one.
   *
   * @param settings all of them, as the file to run again
   * @param machine what it runs on, by section and name
   * @param resumed whether the folder's earlier contents are this run's
   */
  public static RunRecorder begin(
      RunFolder folder,
      ObjectNode settings,
      Map<String, Map<String, String>> machine,
      boolean resumed)
      throws IOException {
    if (!resumed) {
      Files.deleteIfExists(folder.metrics());
      Files.deleteIfExists(folder.times());
    }
    Files.deleteIfExists(folder.result());
    Files.deleteIfExists(folder.report());
    String yaml = RunFolder.MARK + "\n" + Document.toYaml(settings);
    AtomicFiles.write(folder.settings(), yaml.getBytes(StandardCharsets.UTF_8));
    ArrayNode starts = resumed ? starts(folder) : JSON.createArrayNode();
    starts
        .addObject()
        .put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
        .setAll(JSON.<ObjectNode>valueToTree(machine));
    writeJson(folder.versions(), starts);
    return new RunRecorder(folder);
  }

  private static ArrayNode starts(RunFolder folder) throws IOException {
    if (!Files.exists(folder.versions())) {
      return JSON.createArrayNode();
    }
    try {
      return JSON.readTree(Files.readString(folder.versions())) instanceof ArrayNode starts
          ? starts
          : JSON.createArrayNode();
    } catch (JsonProcessingException e) {
      throw new IOException(folder.versions() + ": not JSON; delete it to go on", e);
    }
  }

  private static void writeJson(java.nio.file.Path file, JsonNode json) throws IOException {
    AtomicFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
  }

  /**
   * Notes what a step reported, and the time since the one before.
   *
   * @param step its number, from 1
   * @throws UncheckedIOException if it can't be written
   */
  public void step(int step, Map<String, Double> values) {
    long now = System.nanoTime();
    try {
      metrics.add(step, object(values));
      times.add(step, JSON.createObjectNode().put("seconds", Math.round((now - last) / 1e5) / 1e4));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    last = now;
  }

  private static ObjectNode object(Map<String, Double> values) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    values.forEach(object::put);
    return object;
  }

  /** Notes how the run ended. */
  public void end(String reason) throws IOException {
    writeJson(folder.result(), JSON.createObjectNode().put("ended", reason));
  }

  @Override
  public void close() throws IOException {
    try (metrics;
        times) {
      // both, whatever befalls one
    }
  }
}
