package org.mast4j.datavec.audio.augment;

import java.util.random.RandomGenerator;

/** Ranges from which augmentations draw. */
final class Range {

  private Range() {}

  /** Refuses a range that isn't finite, or whose ends are swapped. */
  static void require(String what, double min, double max) {
    if (!(min <= max && Double.isFinite(min) && Double.isFinite(max))) {
      throw new IllegalArgumentException(
          what + " must range from a lower to an upper number, was " + min + " to " + max);
    }
  }

  /** Evenly from [min, max]; one number of the generator, even if the two are equal. */
  static double draw(double min, double max, RandomGenerator random) {
    return min + random.nextDouble() * (max - min);
  }
}
