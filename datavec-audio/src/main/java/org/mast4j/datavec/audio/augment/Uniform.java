package org.mast4j.datavec.audio.augment;

import java.util.random.RandomGenerator;
import org.mast4j.settings.Require;

/** Even draws from [min, max]. */
final class Uniform {

  private Uniform() {}

  /** Refuses a range that isn't finite, or whose ends are swapped. */
  static void require(String minName, double min, String maxName, double max) {
    Require.finite(minName, min);
    Require.finite(maxName, max);
    Require.that(min <= max, maxName, max, "at least " + minName + " " + min);
  }

  /** Takes one number of the generator, even if the two are equal. */
  static double draw(double min, double max, RandomGenerator random) {
    return min + random.nextDouble() * (max - min);
  }
}
