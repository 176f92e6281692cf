package org.mast4j.ssl.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;

/** The file that says of which run a directory's states are, and which of them count. */
record RunFile(Path file) {
  static final String NAME = "run.json";

  private static final String FORMAT_KEY = "format";
  private static final String FORMAT = "mast4j-run-3";
  private static final String VERSION_2 = "mast4j-run-2";
  private static final String STATES = "states";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A listed state, with the best weights of then. */
  record Entry(StoredFile state, Optional<StoredFile> best) {
    static Entry read(JsonNode json, IOException malformed) throws IOException {
      StoredFile state = StoredFile.read(json).orElseThrow(() -> malformed);
      Optional<StoredFile> best = Optional.empty();
      if (json.has(StoredFile.BEST)) {
        best = Optional.of(StoredFile.read(json.get(StoredFile.BEST)).orElseThrow(() -> malformed));
      }
      return new Entry(state, best);
    }

    void toJson(ObjectNode json) {
      state.toJson(json);
      best.ifPresent(b -> b.toJson(json.putObject(StoredFile.BEST)));
    }
  }

  static RunFile in(Path directory) {
    return new RunFile(directory.resolve(NAME));
  }

  boolean exists() {
    return Files.exists(file);
  }

  /**
   * The states that count, the newest last.
   *
   * @throws IOException if the file is damaged or of another run
   */
  List<Entry> read(RunIdentity identity) throws IOException {
    ObjectNode saved = object();
    String format = saved.remove(FORMAT_KEY).asText();
    List<Entry> entries = format.equals(FORMAT) ? entries(saved) : entriesOfVersion2(saved);
    List<JsonDifference> differences = identity.differences(saved);
    if (!differences.isEmpty()) {
      throw new IOException(
          "%s: a checkpoint of another run (%s); use the same settings and data, or delete it to start anew"
              .formatted(file, JsonDifference.words(differences)));
    }
    return entries;
  }

  private ObjectNode object() throws IOException {
    JsonNode saved;
    try {
      saved = JSON.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": not JSON (" + e.getOriginalMessage() + ")", e);
    }
    String format = saved.path(FORMAT_KEY).asText();
    if (!(saved instanceof ObjectNode object)
        || !(format.equals(FORMAT) || format.equals(VERSION_2))) {
      throw new IOException(
          file + ": no checkpoint of format " + FORMAT + "; delete it to start anew");
    }
    return object;
  }

  private List<Entry> entries(ObjectNode saved) throws IOException {
    JsonNode states = saved.path(STATES);
    IOException malformed =
        new IOException(
            "%s: states %s; expected a list of state files; delete it to start anew"
                .formatted(file, states));
    if (!states.isArray() || states.isEmpty()) {
      throw malformed;
    }
    List<Entry> entries = new ArrayList<>();
    for (JsonNode state : states) {
      entries.add(Entry.read(state, malformed));
    }
    saved.remove(STATES);
    return entries;
  }

  private List<Entry> entriesOfVersion2(ObjectNode saved) throws IOException {
    JsonNode state = saved.path(StoredFile.STATE);
    if (!state.asText().matches("state-\\d+\\.safetensors")) {
      throw new IOException(file + ": state " + state + "; expected the name of a state file");
    }
    saved.remove(StoredFile.STATE);
    return List.of(new Entry(StoredFile.ofVersion2(state.textValue()), Optional.empty()));
  }

  /** Replaces it. */
  void write(RunIdentity identity, List<Entry> entries) throws IOException {
    ObjectNode run = JSON.createObjectNode().put(FORMAT_KEY, FORMAT);
    run.setAll(identity.json());
    ArrayNode states = run.putArray(STATES);
    entries.forEach(entry -> entry.toJson(states.addObject()));
    AtomicFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(run));
  }
}
