package org.mast4j.arbiter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.mast4j.arbiter.subject.Pretraining;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;
import org.mast4j.ssl.checkpoint.Checkpoints;

/**
 * The folder of a search: its {@link org.mast4j.arbiter.store.SearchStore}, the candidates'
 * checkpoints, and what people read.
 *
 * @param path made when first needed
 */
public record SearchFolder(Path path) {
  /** Arbiter's own description of the search. */
  public static final String ARBITER = "arbiter.json";

  static final String RESULTS = "results.jsonl";
  static final String BEST = Pretraining.FILE;

  /** Of a candidate's folder, where its training saves itself. */
  static final String CHECKPOINT = "checkpoint";

  private static final String CANDIDATES = "candidates";

  /** What is known for sure. */
  public Path store() {
    return path.resolve("search.db");
  }

  Path lock() {
    return path.resolve("search.lock");
  }

  /** Of a candidate, counted from 0. */
  Path candidate(int number) {
    return path.resolve(CANDIDATES).resolve(String.format(Locale.ROOT, "%04d", number));
  }

  /** Of a candidate that won't be trained further. */
  void deleteCheckpoints(int number) throws IOException {
    Path candidate = candidate(number);
    if (Files.isDirectory(candidate)) {
      Checkpoints.delete(candidate.resolve(CHECKPOINT));
      try (Stream<Path> rest = Files.list(candidate)) {
        if (rest.findAny().isEmpty()) {
          Files.delete(candidate);
        }
      }
    }
  }

  /** A line of JSON for each candidate. */
  Path results() {
    return path.resolve(RESULTS);
  }

  /** The settings of the best candidate until now. */
  public Path best() {
    return path.resolve(BEST);
  }

  /**
   * Checks before the work that a new search may be there, and can be written.
   *
   * @throws IOException if there is one already, or nothing can be written
   */
  public void requireNew() throws IOException {
    List<Path> files =
        List.of(
            store(),
            results(),
            best(),
            path.resolve(Pretraining.FINETUNE_FILE),
            path.resolve(ARBITER));
    for (Path file : files) {
      if (Files.exists(file)) {
        throw new IOException(
            file
                + ": holds the results of another search; go on with that by --resume, remove it or"
                + " choose another directory");
      }
      AtomicFiles.requireWritable(file);
    }
  }

  void write(String name, String text) throws IOException {
    AtomicFiles.write(path.resolve(name), text.getBytes(StandardCharsets.UTF_8));
  }
}
