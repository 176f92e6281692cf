package org.mast4j.datavec.audio.augment;

import java.util.random.RandomGenerator;

/** Even draws from [min, max]. */
final class Uniform {

  private Uniform() {}

  /** Refuses a range that isn't finite, or whose ends are swapped. */
  static void require(String minName, double min, String maxName, double max) {
    if (!(min <= max && Double.isFinite(min) && Double.isFinite(max))) {
      throw new IllegalArgumentException(
          minName + " " + min + "; expected a number up to " + maxName + ", which is " + max);
    }
  }

  /** Takes one number of the generator, even if the two are equal. */
  static double draw(double min, double max, RandomGenerator random) {
    return min + random.nextDouble() * (max - min);
  }
}
