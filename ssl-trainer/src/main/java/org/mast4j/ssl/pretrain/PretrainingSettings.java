package org.mast4j.ssl.pretrain;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.mast4j.datavec.audio.internal.io.TextFiles;
import org.mast4j.settings.Document;
import org.mast4j.settings.Problems;
import org.mast4j.settings.SettingInfo;
import org.mast4j.settings.Settings;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderJson;

/**
 * All that may be set of pre-training, by key: a field of the method's configuration under its own
 * name, one of the encoder's under {@code encoder.NAME}.
 */
public record PretrainingSettings(EncoderConfig encoder, MethodConfig method) {
  private static final String ENCODER = "encoder";

  /** The encoder's record within one, so that the paths of its keys begin with the component. */
  private record Keyed(EncoderConfig encoder) {}

  /** Every key with its value, the method's first. */
  public List<SettingInfo> describe() {
    return Stream.concat(
            Settings.describe((Record) method).stream(),
            Settings.describe(new Keyed(encoder)).stream())
        .toList();
  }

  /**
   * A copy with other values.
   *
   * @param values by key; texts are read as on a command line
   * @throws IllegalArgumentException naming every unknown key and bad value
   */
  public PretrainingSettings with(Map<String, ?> values) {
    Map<String, Object> ofMethod = new LinkedHashMap<>();
    Map<String, Object> ofEncoder = new LinkedHashMap<>();
    values.forEach((key, value) -> (isEncoders(key) ? ofEncoder : ofMethod).put(key, value));
    Problems problems = new Problems();
    Optional<Record> changed = problems.attempt(() -> Settings.with((Record) method, ofMethod));
    Optional<Keyed> keyed = problems.attempt(() -> Settings.with(new Keyed(encoder), ofEncoder));
    return of(problems, keyed.map(Keyed::encoder), changed);
  }

  /** Whether a key is one of the encoder's. */
  public static boolean isEncoders(String key) {
    return key.startsWith(ENCODER + ".");
  }

  /**
   * A copy with a document's values in place of its own.
   *
   * @param document an object with some of the method's keys and, under {@code encoder}, the
   *     encoder's
   * @throws IllegalArgumentException naming every unknown key and bad value, with its line
   */
  public PretrainingSettings with(Document document) {
    Problems problems = new Problems();
    boolean ofEncoder = document.tree().has(ENCODER);
    Optional<Record> changedEncoder =
        ofEncoder
            ? problems.attempt(() -> Settings.read((Record) encoder, document.at(ENCODER)))
            : Optional.of((Record) encoder);
    Document rest = ofEncoder ? document.without(ENCODER) : document;
    Optional<Record> changed = problems.attempt(() -> Settings.read((Record) method, rest));
    return of(problems, changedEncoder.map(EncoderConfig.class::cast), changed);
  }

  /**
   * As {@link #with(Document)}, of a JSON file.
   *
   * @throws IOException naming the file as well
   */
  public PretrainingSettings with(Path file) throws IOException {
    String json = TextFiles.read(file);
    try {
      return with(Document.json(json));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static PretrainingSettings of(
      Problems problems, Optional<EncoderConfig> encoder, Optional<Record> method) {
    problems.requireNone();
    return new PretrainingSettings(encoder.orElseThrow(), (MethodConfig) method.orElseThrow());
  }

  /** All of it under {@code method}, {@code config}, {@code architecture} and {@code encoder}. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("method", method.method());
    json.set("config", Settings.toJson((Record) method));
    json.setAll(EncoderJson.toJson(encoder));
    return json;
  }

  /**
   * Reads what {@link #toJson} gave, in this version or an earlier one: keys of the method that it
   * lacks have their defaults.
   *
   * @param file what errors name as the place
   * @throws IOException naming everything that is missing, unknown or malformed
   */
  public static PretrainingSettings fromJson(ObjectNode json, String file) throws IOException {
    try {
      Method method = Methods.byName(json.path("method").asText());
      Record config =
          Settings.read((Record) method.defaults(), Document.of(json.path("config"), "config"));
      return new PretrainingSettings(
          EncoderJson.read(Document.of(json, ""), file), (MethodConfig) config);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }
}
