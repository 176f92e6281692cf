package org.mast4j.arbiter.generate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * A normal distribution around each number that was seen, cut off at 0 and 1: as wide as the larger
 * of the gaps to its neighbours (Bergstra et al. 2011), but no narrower than Optuna's "magic clip".
 */
final class NumberKernels implements Kernels {
  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);
  private static final double PRIOR_MEAN = 0.5;
  private static final double PRIOR_DEVIATION = 1;
  private static final int MOST_KERNELS = 100;

  private final Axis axis;
  private final double[] means;
  private final double[] deviations;

  /** What of each kernel lies within 0 and 1. */
  private final double[] inside;

  NumberKernels(Axis axis, double[] seen) {
    this.axis = axis;
    this.means = Arrays.copyOf(seen, seen.length + 1);
    means[seen.length] = PRIOR_MEAN;
    this.deviations = Arrays.copyOf(deviations(seen), seen.length + 1);
    deviations[seen.length] = PRIOR_DEVIATION;
    this.inside =
        IntStream.range(0, means.length).mapToDouble(i -> below(1, i) - below(0, i)).toArray();
  }

  private static double[] deviations(double[] seen) {
    int count = seen.length;
    Integer[] order =
        IntStream.range(0, count)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> seen[i]))
            .toArray(Integer[]::new);
    double least = 1.0 / Math.min(MOST_KERNELS, count + 2);
    double[] deviations = new double[count];
    for (int i = 0; i < count; i++) {
      double at = seen[order[i]];
      double below = i > 0 ? at - seen[order[i - 1]] : 0; // an end of the axis is no neighbour
      double above = i < count - 1 ? seen[order[i + 1]] - at : 0;
      double gap = count == 1 ? Math.max(at, 1 - at) : Math.max(below, above);
      deviations[order[i]] = Math.min(1, Math.max(least, gap));
    }
    return deviations;
  }

  @Override
  public double draw(int kernel, RandomGenerator random) {
    double from = below(0, kernel);
    double at = from + random.nextDouble() * (below(1, kernel) - from);
    double deviation = NORMAL.inverseCumulativeProbability(clamp(at));
    double value = clamp(means[kernel] + deviations[kernel] * deviation);
    return axis.kind() == Axis.Kind.WHOLE_NUMBER ? axis.middle(axis.bin(value)) : value;
  }

  private static double clamp(double value) {
    return Math.max(0, Math.min(1, value));
  }

  /** The probability of less than a value in a kernel that isn't cut off. */
  private double below(double value, int kernel) {
    return NORMAL.cumulativeProbability((value - means[kernel]) / deviations[kernel]);
  }

  @Override
  public double density(int kernel, double value) {
    if (axis.kind() == Axis.Kind.WHOLE_NUMBER) {
      double bin = axis.bin(value);
      double mass = below((bin + 1) / axis.bins(), kernel) - below(bin / axis.bins(), kernel);
      return mass / inside[kernel];
    }
    double density = NORMAL.density((value - means[kernel]) / deviations[kernel]);
    return density / deviations[kernel] / inside[kernel];
  }
}
