package org.mast4j.cli.runs;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;

/** The folder of a run: its settings, versions, what it reported, plots, and its checkpoint. */
public record RunFolder(Path path) {
  /** What its name has behind the model's. */
  public static final String SUFFIX = ".run";

  /** The first line of the settings, by which a run's folder is known. */
  static final String MARK = "# `mast4j pretrain --config` with this file makes the run again.";

  /** All settings, as a file to run again. */
  public Path settings() {
    return path.resolve("run.yaml");
  }

  /** On what it ran: a JSON array, an object for each time that it was started. */
  Path versions() {
    return path.resolve("versions.json");
  }

  /** What each step reported, a line of JSON each. */
  public Path metrics() {
    return path.resolve("metrics.jsonl");
  }

  /** What each look at the monitors found, likewise. */
  public Path monitors() {
    return path.resolve("monitors.jsonl");
  }

  /** Seconds of each step, likewise; apart, since no two runs agree on them. */
  Path times() {
    return path.resolve("times.jsonl");
  }

  /** How it ended, once it has. */
  Path result() {
    return path.resolve("result.json");
  }

  /** Its curves, as a page. */
  public Path report() {
    return path.resolve("report.html");
  }

  /** Where it saves itself until it has ended. */
  public Path checkpoint() {
    return path.resolve("checkpoint");
  }

  /** Whether a run wrote it. */
  public boolean isOurs() throws IOException {
    if (!Files.isRegularFile(settings())) {
      return false;
    }
    try (BufferedReader lines = Files.newBufferedReader(settings())) {
      return MARK.equals(lines.readLine());
    }
  }

  /**
   * Checks before the work that a run can be written there, in place of nothing but another.
   *
   * @throws IOException if something else is there, or nothing can be written
   */
  public void requireWritable() throws IOException {
    if (Files.exists(path) && !isOurs() && !isEmpty()) {
      throw new IOException(
          path + ": won't be replaced, it isn't the folder of a run; choose another --out");
    }
    AtomicFiles.requireWritable(settings());
  }

  /** Deletes what a process left that died while it wrote a file. */
  void deleteRemains() throws IOException {
    if (Files.isDirectory(path)) {
      try (DirectoryStream<Path> remains =
          Files.newDirectoryStream(path, AtomicFiles::isTemporary)) {
        for (Path file : remains) {
          Files.delete(file);
        }
      }
    }
  }

  /** Nothing but what a process left that died before it had written the settings. */
  private boolean isEmpty() throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (var files = Files.list(path)) {
      return files.allMatch(AtomicFiles::isTemporary);
    }
  }
}
