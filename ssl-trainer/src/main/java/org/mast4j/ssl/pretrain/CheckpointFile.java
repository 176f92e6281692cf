package org.mast4j.ssl.pretrain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;
import org.mast4j.settings.Settings;
import org.mast4j.zoo.weights.SafeTensors;

/**
 * A run's checkpoint: {@value #RUN} names the state file that counts and says of which run it is.
 * The state is written first, then {@value #RUN} replaced, then older states deleted: whenever the
 * process dies, {@value #RUN} names a whole state.
 */
public final class CheckpointFile {
  static final String RUN = "run.json";

  private static final String FORMAT_KEY = "format";
  private static final String FORMAT = "mast4j-run-2";
  private static final String STATE_FILES = "state-*.safetensors";
  private static final String METHOD = "method";
  private static final String CONFIG = "config";
  private static final String STATE = "state";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final ObjectNode identity;
  private final ObjectNode defaults;
  private final List<String> metrics;

  CheckpointFile(Path directory, PretrainingSettings settings, TrainingClips data)
      throws IOException {
    this.directory = directory;
    List<Spectrogram> clips = data.clips().logMels();
    ObjectNode run = JSON.createObjectNode();
    run.put(FORMAT_KEY, FORMAT);
    run.put("clips", clips.size());
    run.put("clipsHash", Integer.toHexString(clips.hashCode()));
    if (!data.targets().isEmpty()) {
      run.put("labelsHash", Integer.toHexString(data.labelsHash()));
    }
    run.setAll(settings.toJson());
    this.identity = asRead(run);
    Method method = Methods.byName(settings.method().method());
    this.defaults = asRead(Settings.toJson((Record) method.defaults()));
    this.metrics = method.metricNames();
  }

  /** Whether the directory holds the checkpoint of a run that hasn't ended. */
  public static boolean exists(Path directory) {
    return Files.exists(directory.resolve(RUN));
  }

  /**
   * Checks before the work that checkpoints can be written there, over nothing but an older one.
   *
   * @throws IOException if there is something else, or nothing can be written
   */
  public static void requireWritable(Path directory) throws IOException {
    if (Files.exists(directory) && !exists(directory)) {
      throw new IOException(
          directory + ": in the place of checkpoints, but none of a run; choose another --out");
    }
    AtomicFiles.requireWritable(directory.resolve(RUN));
  }

  /** Through text: a number read from a file is of another node type than the record's own. */
  private static ObjectNode asRead(ObjectNode json) throws IOException {
    return (ObjectNode) JSON.readTree(JSON.writeValueAsBytes(json));
  }

  /**
   * The saved state, if there is one.
   *
   * @throws IOException if it is damaged, or of a run with other settings or clips
   */
  Optional<RunState> read() throws IOException {
    if (!exists(directory)) {
      return Optional.empty();
    }
    ObjectNode saved = savedRun();
    JsonNode state = saved.remove(STATE);
    requireSameRun(saved);
    if (state == null || !state.isTextual() || !isStateFile(state.textValue())) {
      throw new IOException(run() + ": state " + state + "; expected the name of a state file");
    }
    Path stateFile = directory.resolve(state.textValue());
    try {
      return Optional.of(RunState.of(SafeTensors.read(stateFile), metrics));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          stateFile + ": " + e.getMessage() + "; delete the checkpoint to start anew", e);
    }
  }

  private Path run() {
    return directory.resolve(RUN);
  }

  private ObjectNode savedRun() throws IOException {
    JsonNode saved;
    try {
      saved = JSON.readTree(Files.readString(run()));
    } catch (JsonProcessingException e) {
      throw new IOException(run() + ": not JSON (" + e.getOriginalMessage() + ")", e);
    }
    if (!(saved instanceof ObjectNode object) || !FORMAT.equals(saved.path(FORMAT_KEY).asText())) {
      throw new IOException(
          run() + ": no checkpoint of format " + FORMAT + "; delete it to start anew");
    }
    return object;
  }

  private void requireSameRun(ObjectNode saved) throws IOException {
    saved.putIfAbsent(METHOD, TextNode.valueOf(Methods.DEFAULT));
    if (saved.get(CONFIG) instanceof ObjectNode config) {
      complete(config, defaults);
    }
    List<String> differences = new ArrayList<>();
    compare("", saved, identity, differences);
    if (!differences.isEmpty()) {
      throw new IOException(
          run()
              + ": a checkpoint of another run ("
              + String.join(", ", differences)
              + "); use the same settings and data, or delete it to start anew");
    }
  }

  /** A setting that isn't there didn't exist yet, and was as its default is now. */
  private static void complete(ObjectNode saved, ObjectNode defaults) {
    defaults
        .properties()
        .forEach(
            entry -> {
              JsonNode there = saved.putIfAbsent(entry.getKey(), entry.getValue());
              if (there instanceof ObjectNode object
                  && entry.getValue() instanceof ObjectNode nested) {
                complete(object, nested);
              }
            });
  }

  private static boolean isStateFile(String name) {
    return name.matches("state-\\d+\\.safetensors");
  }

  /** Every leaf that differs, "config.batchSize is 8 there and 16 here". */
  private static void compare(String path, JsonNode saved, JsonNode now, List<String> differences) {
    if (!saved.isObject() || !now.isObject()) {
      if (!saved.equals(now)) {
        differences.add(path + " is " + words(saved) + " there and " + words(now) + " here");
      }
      return;
    }
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    saved.fields().forEachRemaining(field -> fields.put(field.getKey(), field.getValue()));
    now.fieldNames().forEachRemaining(name -> fields.putIfAbsent(name, saved.path(name)));
    String prefix = path.isEmpty() ? "" : path + ".";
    fields.forEach((name, value) -> compare(prefix + name, value, now.path(name), differences));
  }

  private static String words(JsonNode value) {
    return value.isMissingNode() ? "absent" : value.toString();
  }

  /** Replaces the checkpoint. */
  void write(RunState state) throws IOException {
    Files.createDirectories(directory);
    String name = String.format(Locale.ROOT, "state-%08d.safetensors", state.history().size());
    SafeTensors.write(directory.resolve(name), state.toWeights(metrics), Map.of());
    ObjectNode run = identity.deepCopy();
    run.put(STATE, name);
    AtomicFiles.write(run(), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(run));
    deleteStates(directory, name);
  }

  /**
   * Deletes the checkpoint, once its run's result is safe, and its directory if that held nothing
   * else.
   */
  public static void delete(Path directory) throws IOException {
    Files.deleteIfExists(directory.resolve(RUN));
    if (Files.isDirectory(directory)) {
      deleteStates(directory, "");
      boolean empty;
      try (DirectoryStream<Path> rest = Files.newDirectoryStream(directory)) {
        empty = !rest.iterator().hasNext();
      }
      if (empty) {
        Files.delete(directory);
      }
    }
  }

  private static void deleteStates(Path directory, String except) throws IOException {
    try (DirectoryStream<Path> states = Files.newDirectoryStream(directory, STATE_FILES)) {
      for (Path state : states) {
        if (!state.getFileName().toString().equals(except)) {
          Files.delete(state);
        }
      }
    }
  }
}
