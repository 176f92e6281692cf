package org.mast4j.ssl.evaluate;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Bootstrap intervals over test clips. */
public final class Bootstrap {
  private static final int RESAMPLES = 2000;

  private Bootstrap() {}

  /**
   * An interval.
   *
   * @param low lower end
   * @param high upper end
   */
  public record Interval(double low, double high) {}

  /** The 95 % interval of the difference in accuracy of two classifiers on the same clips. */
  public static Interval accuracyGain(int[] better, int[] base, int[] labels, long seed) {
    int n = labels.length;
    int[] gains = new int[n];
    for (int i = 0; i < n; i++) {
      gains[i] = (better[i] == labels[i] ? 1 : 0) - (base[i] == labels[i] ? 1 : 0);
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[RESAMPLES];
    for (int r = 0; r < RESAMPLES; r++) {
      int sum = 0;
      for (int i = 0; i < n; i++) {
        sum += gains[random.nextInt(n)];
      }
      means[r] = sum / (double) n;
    }
    Arrays.sort(means);
    return new Interval(means[(int) (0.025 * RESAMPLES)], means[(int) (0.975 * RESAMPLES)]);
  }
}
