package org.mast4j.datavec.audio.augment;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** A generator of its own for every clip, so that the order in which threads run doesn't matter. */
public final class ClipRandom {

  private ClipRandom() {}

  /**
   * The generator of one clip in one step of a run.
   *
   * @param seed the run's
   * @param step the training step
   * @param clip the clip's place in the batch; a second view counts as another clip
   */
  public static RandomGenerator at(long seed, long step, long clip) {
    // Each key passes a generator's mixer, so that neighbours in any of the three are unrelated.
    long afterStep = new SplittableRandom(new SplittableRandom(seed).nextLong() + step).nextLong();
    return new SplittableRandom(new SplittableRandom(afterStep + clip).nextLong());
  }
}
