package org.mast4j.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.mast4j.cli.report.LapeReport;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;
import org.mast4j.settings.Document;
import org.mast4j.ssl.lape.UnitFiles;

/**
 * The folder of {@code lape}: what it does, each unit's result, and the table once all are there.
 */
record LapeFolder(Path path) {
  /** The first line of the settings, by which such a folder is known. */
  private static final String MARK = "# `mast4j lape --config` with this file goes on with it.";

  /** Everything that it was asked for, as a file to go on with. */
  Path settings() {
    return path.resolve("lape.yaml");
  }

  private Path versions() {
    return path.resolve("versions.json");
  }

  Path page() {
    return path.resolve("index.html");
  }

  private Path markdown() {
    return path.resolve("results.md");
  }

  private Path csv() {
    return path.resolve("results.csv");
  }

  UnitFiles units() {
    return new UnitFiles(path.resolve("units"));
  }

  /**
   * Checks before the work that it is new, empty or one of ours.
   *
   * @param inputs that must stay as they are
   * @throws IOException saying what is in the way
   */
  void requireWritable(Collection<Path> inputs) throws IOException {
    Outputs.requireFolder(path, inputs);
    for (Path input : inputs) {
      Outputs.requireOutside(path, input);
    }
    if (Files.exists(path) && !isOurs() && !isEmpty()) {
      throw new IOException(
          path + ": won't be replaced, it isn't a folder of mast4j's lape; choose another place");
    }
    AtomicFiles.requireWritable(settings());
  }

  private boolean isOurs() throws IOException {
    if (!Files.isRegularFile(settings())) {
      return false;
    }
    try (BufferedReader lines = Files.newBufferedReader(settings())) {
      return MARK.equals(lines.readLine());
    }
  }

  private boolean isEmpty() throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (var files = Files.list(path)) {
      return files.findAny().isEmpty();
    }
  }

  /**
   * Notes what is done, and on what machine; the table of what was done before goes.
   *
   * @param machine by section and name
   */
  void begin(LapeConfig config, Map<String, Map<String, String>> machine) throws IOException {
    for (Path old : List.of(page(), markdown(), csv())) {
      Files.deleteIfExists(old);
    }
    write(settings(), MARK + "\n" + Document.toYaml(config.toJson()));
    AtomicFiles.write(
        versions(), new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(machine));
  }

  /** Writes the table. */
  void end(LapeReport report) throws IOException {
    write(csv(), report.csv());
    write(markdown(), report.markdown());
    write(page(), report.html());
  }

  private static void write(Path file, String text) throws IOException {
    AtomicFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
  }
}
