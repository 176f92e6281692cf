package org.mast4j.ssl.pretrain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.mast4j.datavec.audio.io.AtomicFiles;

/**
 * Where and when a run saves itself.
 *
 * @param directory of the checkpoint; made when first needed
 * @param interval least time between two checkpoints; zero for one a step
 * @param stop asked after each step whether to save and end early
 */
public record Checkpoints(Path directory, Duration interval, BooleanSupplier stop) {

  /** Whether the directory holds the checkpoint of a run that hasn't ended. */
  public static boolean exists(Path directory) {
    return Files.exists(directory.resolve(CheckpointFile.RUN));
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
    AtomicFiles.requireWritable(directory.resolve(CheckpointFile.RUN));
  }

  /** Deletes the checkpoint, once its run's result is safe; nothing else in the directory. */
  public static void delete(Path directory) throws IOException {
    CheckpointFile.delete(directory);
  }
}
