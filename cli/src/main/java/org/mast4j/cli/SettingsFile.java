package org.mast4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.mast4j.datavec.audio.internal.io.TextFiles;
import org.mast4j.settings.Document;

/** Files of settings: YAML or, by their name, JSON. */
final class SettingsFile {
  private SettingsFile() {}

  /**
   * What a file says.
   *
   * @param reading throws {@link IllegalArgumentException} where the file says what can't be
   * @throws IOException naming the file, if it says so or can't be read
   */
  static <T> T read(Path file, Function<Document, T> reading) throws IOException {
    boolean json = file.toString().endsWith(".json");
    return read(file, json ? Document::json : Document::yaml, reading);
  }

  /** As {@link #read(Path, Function)}, of YAML, whatever the file's name. */
  static <T> T readYaml(Path file, Function<Document, T> reading) throws IOException {
    return read(file, Document::yaml, reading);
  }

  private static <T> T read(
      Path file, Function<String, Document> parser, Function<Document, T> reading)
      throws IOException {
    String text = TextFiles.read(file);
    try {
      return reading.apply(parser.apply(text));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }
}
