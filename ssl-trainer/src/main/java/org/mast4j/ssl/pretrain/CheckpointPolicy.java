package org.mast4j.ssl.pretrain;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * Where a run saves itself; {@link RunSettings} says how often.
 *
 * @param directory of its {@link org.mast4j.ssl.checkpoint.Checkpoints}; made when first needed
 * @param stop asked after each step whether to save and end early
 */
public record CheckpointPolicy(Path directory, BooleanSupplier stop) {

  /**
   * Checks, before any audio is read, that checkpoints which are there are of a run with these
   * settings; what ends or saves the run may differ. That the clips are the same is checked when
   * the run begins.
   *
   * @param labelled whether the monitors have a labelled set
   * @throws IOException naming what differs
   */
  public void requireSame(PretrainingSettings settings, RunSettings run, boolean labelled)
      throws IOException {
    RunCheckpoints.requireSame(directory, settings, run, labelled);
  }
}
