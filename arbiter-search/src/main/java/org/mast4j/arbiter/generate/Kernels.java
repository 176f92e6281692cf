package org.mast4j.arbiter.generate;

import java.util.random.RandomGenerator;

/**
 * One density along one axis for each value that was seen there, and last the prior's, which
 * spreads over all of the axis.
 */
interface Kernels {
  /** A value drawn from one of them, in [0, 1]. */
  double draw(int kernel, RandomGenerator random);

  /** The density of one of them, or its probability of the value's bin. */
  double density(int kernel, double value);

  /** Around what was seen. */
  static Kernels of(Axis axis, double[] seen) {
    return axis.kind() == Axis.Kind.CHOICE
        ? new ChoiceKernels(axis, seen)
        : new NumberKernels(axis, seen);
  }
}
