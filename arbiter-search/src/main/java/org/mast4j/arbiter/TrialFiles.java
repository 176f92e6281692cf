package org.mast4j.arbiter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.saving.ResultReference;
import org.deeplearning4j.arbiter.optimize.api.saving.ResultSaver;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Saves trials as they come: a line of JSON each at the end of {@value #RESULTS}, and the settings
 * of the best so far in {@value #BEST}. Weights aren't kept.
 */
final class TrialFiles implements ResultSaver {
  static final String RESULTS = "results.jsonl";
  static final String BEST = "best.json";

  private final String directory;
  private transient double bestScore = -1;

  @JsonCreator
  TrialFiles(@JsonProperty("directory") String directory) {
    this.directory = directory;
  }

  /**
   * A saver into a directory, which is made if it doesn't exist.
   *
   * @throws IOException if it holds the results of another search
   */
  static TrialFiles in(Path directory) throws IOException {
    requireNew(directory);
    Files.createDirectories(directory);
    return new TrialFiles(directory.toString());
  }

  /**
   * Checks before the work that a search's files can be written there, in place of none.
   *
   * @throws IOException if one is there already, or can't be written
   */
  static void requireNew(Path directory) throws IOException {
    for (String name : List.of(RESULTS, BEST, SearchRunner.ARBITER)) {
      Path file = directory.resolve(name);
      if (Files.exists(file)) {
        throw new IOException(
            file + ": holds the results of another search; remove it or choose another directory");
      }
      AtomicFiles.requireWritable(file);
    }
  }

  @Override
  public ResultReference saveModel(OptimizationResult result, Object trial) throws IOException {
    save((Trial) trial);
    return new Saved(result, (Trial) trial);
  }

  private synchronized void save(Trial trial) throws IOException {
    byte[] line = (TrialJson.line(trial) + "\n").getBytes(StandardCharsets.UTF_8);
    try (FileChannel file =
        FileChannel.open(
            Path.of(directory, RESULTS), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer bytes = ByteBuffer.wrap(line);
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
    }
    if (trial.score().orElse(-1) > bestScore) {
      bestScore = trial.score().getAsDouble();
      AtomicFiles.write(
          Path.of(directory, BEST), TrialJson.settings(trial).getBytes(StandardCharsets.UTF_8));
    }
  }

  private record Saved(OptimizationResult getResult, Trial getResultModel)
      implements ResultReference {}

  @Override
  public List<Class<?>> getSupportedCandidateTypes() {
    return List.of(PretrainingSpace.class);
  }

  @Override
  public List<Class<?>> getSupportedModelTypes() {
    return List.of(Trial.class);
  }
}
