package org.mast4j.ssl.evaluate;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

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
    return mean(
        IntStream.range(0, labels.length)
            .mapToDouble(i -> (better[i] == labels[i] ? 1 : 0) - (base[i] == labels[i] ? 1 : 0))
            .toArray(),
        seed);
  }

  /** The 95 % interval of the mean of what is known of each clip. */
  public static Interval mean(double[] ofClips, long seed) {
    int n = ofClips.length;
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[RESAMPLES];
    for (int r = 0; r < RESAMPLES; r++) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += ofClips[random.nextInt(n)];
      }
      means[r] = sum / n;
    }
    Arrays.sort(means);
    return new Interval(means[(int) (0.025 * RESAMPLES)], means[(int) (0.975 * RESAMPLES)]);
  }
}
