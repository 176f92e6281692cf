package org.mast4j.datavec.audio.frontend;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;
import org.mast4j.datavec.audio.internal.io.TextFiles;
import org.mast4j.settings.Document;
import org.mast4j.settings.Settings;
import org.mast4j.settings.SettingsException;

/**
 * A {@link FrontEndConfig} as JSON: one key for each of its fields and no other; of those, a file
 * may lack the ones that the first versions didn't have.
 */
public final class FrontEndJson {

  /** The name that the file has in a model directory. */
  public static final String FILE_NAME = "front-end.json";

  /** Keys that the first files lacked; those have the recipe's values. */
  private static final List<String> LATER_KEYS =
      List.of("output", "resampling", "window", "melScale", "melNorm", "cepstra", "lifter");

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
    String text = TextFiles.read(file);
    Document document;
    try {
      document = Document.json(text);
    } catch (SettingsException e) {
      throw new AudioException(
          file, "not JSON (" + e.getMessage() + "); write it again by MAST4J", e);
    }
    return fromJson(document, file);
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
    return Settings.toJson(config);
  }

  /**
   * The configuration that a JSON object holds; an older one is brought up to date in place.
   *
   * @param source the file that an error names
   * @throws AudioException naming every missing and unknown key and every bad value
   */
  public static FrontEndConfig fromJson(Document json, Path source) throws AudioException {
    if (!(json.tree() instanceof ObjectNode fields)) {
      throw new AudioException(source, "not a JSON object; write it again by MAST4J");
    }
    ObjectNode recipe = KALDI.get("kind").equals(fields.get("kind")) ? KALDI : LIBROSA;
    LATER_KEYS.forEach(key -> fields.putIfAbsent(key, recipe.get(key)));
    try {
      return Settings.read(FrontEndConfig.class, json);
    } catch (SettingsException e) {
      throw new AudioException(source, e.getMessage(), e);
    }
  }
}
