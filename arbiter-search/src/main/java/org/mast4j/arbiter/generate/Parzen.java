package org.mast4j.arbiter.generate;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A density over some axes at once, made of points that were seen: a kernel around each, the
 * product of one along each axis, and a prior that spreads over all.
 */
final class Parzen {
  /** How many of the last points count fully; those before count the less the older they are. */
  private static final int FULL_WEIGHT = 25;

  /** Below what a density isn't taken, so that its logarithm is a number. */
  private static final double LEAST = 1e-300;

  private final List<Kernels> axes;

  /** Of each kernel; they add up to 1. */
  private final double[] weights;

  /**
   * A density.
   *
   * @param seen points with a coordinate for each axis, the oldest first
   */
  Parzen(List<Axis> axes, List<double[]> seen) {
    this.axes =
        IntStream.range(0, axes.size())
            .mapToObj(i -> Kernels.of(axes.get(i), seen.stream().mapToDouble(p -> p[i]).toArray()))
            .toList();
    this.weights = weights(seen.size());
  }

  private static double[] weights(int count) {
    double[] weights = new double[count + 1];
    int fading = Math.max(0, count - FULL_WEIGHT);
    double sum = 0;
    for (int i = 0; i <= count; i++) {
      double rise = fading > 1 ? (double) i / (fading - 1) : 0;
      weights[i] = i < fading ? 1.0 / count + rise * (1 - 1.0 / count) : 1;
      sum += weights[i];
    }
    for (int i = 0; i <= count; i++) {
      weights[i] /= sum;
    }
    return weights;
  }

  /** A point drawn from it. */
  double[] draw(RandomGenerator random) {
    double left = random.nextDouble();
    int kernel = 0;
    while (kernel < weights.length - 1 && left >= weights[kernel]) {
      left -= weights[kernel];
      kernel++;
    }
    int chosen = kernel;
    return axes.stream().mapToDouble(axis -> axis.draw(chosen, random)).toArray();
  }

  double logDensity(double[] point) {
    double sum = 0;
    for (int kernel = 0; kernel < weights.length; kernel++) {
      double product = weights[kernel];
      for (int i = 0; i < point.length; i++) {
        product *= axes.get(i).density(kernel, point[i]);
      }
      sum += product;
    }
    return Math.log(Math.max(LEAST, sum));
  }
}
