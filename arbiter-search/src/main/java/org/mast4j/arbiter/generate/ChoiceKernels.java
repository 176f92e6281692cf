package org.mast4j.arbiter.generate;

import java.util.random.RandomGenerator;

/** Mostly the choice that was seen, the more so the more were seen, as in Optuna. */
final class ChoiceKernels implements Kernels {
  private final Axis axis;
  private final double[] seen;

  /** What every choice has in every kernel, beside 1 for the one that was seen. */
  private final double share;

  ChoiceKernels(Axis axis, double[] seen) {
    this.axis = axis;
    this.seen = seen;
    this.share = 1.0 / (seen.length + 1);
  }

  @Override
  public double draw(int kernel, RandomGenerator random) {
    double left = random.nextDouble();
    int choice = 0;
    while (choice < axis.bins() - 1 && left >= probability(kernel, choice)) {
      left -= probability(kernel, choice);
      choice++;
    }
    return axis.middle(choice);
  }

  @Override
  public double density(int kernel, double value) {
    return probability(kernel, axis.bin(value));
  }

  private double probability(int kernel, int choice) {
    if (kernel == seen.length) {
      return 1.0 / axis.bins();
    }
    double hit = axis.bin(seen[kernel]) == choice ? 1 : 0;
    return (share + hit) / (share * axis.bins() + 1);
  }
}
