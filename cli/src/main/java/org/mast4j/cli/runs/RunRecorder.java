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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;
import org.mast4j.settings.Document;
import org.mast4j.ssl.pretrain.History;
import org.mast4j.ssl.pretrain.Metrics;
import org.mast4j.ssl.pretrain.Monitor;
import org.mast4j.ssl.pretrain.Monitoring;
import org.mast4j.ssl.pretrain.Pretrainer;

/** Writes the folder of a run while it goes. */
public final class RunRecorder implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RunFolder folder;
  private final ObjectNode settings;
  private final Map<String, Map<String, String>> machine;
  private final StepLines metrics;
  private final StepLines monitors;
  private final StepLines times;
  private long last = System.nanoTime();

  /**
   * Writes nothing before {@link #start}, so that a run which is refused leaves the folder as it
   * is.
   *
   * @param settings all of them, as the file to run again
   * @param machine on what it runs, by section and name
   */
  public RunRecorder(
      RunFolder folder, ObjectNode settings, Map<String, Map<String, String>> machine) {
    this.folder = folder;
    this.settings = settings;
    this.machine = machine;
    this.metrics = new StepLines(folder.metrics());
    this.monitors = new StepLines(folder.monitors());
    this.times = new StepLines(folder.times());
  }

  /**
   * Begins a run, or goes on with one after what it had reported until its checkpoint. That takes
   * the place of what the folder says: lines beyond it are of steps that are taken again, and
   * others may be lost with a machine's power.
   *
   * @throws UncheckedIOException if it can't be written
   */
  public void start(History before) {
    List<Metrics> steps = before.steps();
    writing(
        () -> {
          Files.deleteIfExists(folder.result());
          Files.deleteIfExists(folder.report());
          folder.deleteRemains();
          String yaml = RunFolder.MARK + "\n" + Document.toYaml(settings);
          AtomicFiles.write(folder.settings(), yaml.getBytes(StandardCharsets.UTF_8));
          ArrayNode starts = steps.isEmpty() ? JSON.createArrayNode() : starts(folder);
          starts
              .addObject()
              .put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
              .setAll(JSON.<ObjectNode>valueToTree(machine));
          writeJson(folder.versions(), starts);
          metrics.begin(
              IntStream.range(0, steps.size())
                  .mapToObj(i -> StepLines.line(i + 1, object(steps.get(i))))
                  .toList());
          monitors.begin(before.monitorings().stream().map(RunRecorder::line).toList());
          times.begin(times.until(steps.size()));
        });
    last = System.nanoTime();
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
  public void step(int step, Metrics report) {
    ObjectNode time = seconds("seconds");
    writing(
        () -> {
          metrics.add(StepLines.line(step, object(report)));
          times.add(StepLines.line(step, time));
        });
  }

  /**
   * Notes what a look at the monitors found, and the time that it took.
   *
   * @throws UncheckedIOException if it can't be written
   */
  public void look(Monitoring look) {
    ObjectNode time = seconds("monitorSeconds");
    writing(
        () -> {
          monitors.add(line(look));
          times.add(StepLines.line(look.step(), time));
        });
  }

  private static ObjectNode line(Monitoring look) {
    return StepLines.line(look.step(), object(look.values()));
  }

  /** Since the last were asked for. */
  private ObjectNode seconds(String key) {
    long before = last;
    last = System.nanoTime();
    return JSON.createObjectNode().put(key, Math.round((last - before) / 1e5) / 1e4);
  }

  private static ObjectNode object(Metrics report) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    report.values().forEach(object::put);
    return object;
  }

  /** What writes. */
  @FunctionalInterface
  private interface Writing {
    void write() throws IOException;
  }

  private static void writing(Writing writing) {
    try {
      writing.write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Notes how the run ended.
   *
   * @param bestBy the monitor that said which weights are best, if one did
   */
  public void end(Pretrainer.Result result, Optional<Monitor> bestBy) throws IOException {
    ObjectNode ended = JSON.createObjectNode().put("ended", result.reason().words());
    if (bestBy.isPresent() && result.bestLook().isPresent()) {
      String name = bestBy.get().metric().name();
      Monitoring best = result.bestLook().get();
      ended
          .putObject("best")
          .put("monitor", name)
          .put("value", best.values().get(name))
          .put("step", best.step());
    }
    writeJson(folder.result(), ended);
  }

  @Override
  public void close() throws IOException {
    try (metrics;
        monitors;
        times) {
      // all, whatever befalls one
    }
  }
}
