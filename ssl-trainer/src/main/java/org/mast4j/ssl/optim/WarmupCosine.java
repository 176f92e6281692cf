package org.mast4j.ssl.optim;

import org.mast4j.settings.Require;

/**
 * Learning rate that rises linearly to its peak, then falls to 0 along half a cosine.
 *
 * @param peak highest rate, reached at the end of the warm-up
 * @param warmupSteps steps of the rise
 * @param totalSteps steps in all
 */
public record WarmupCosine(double peak, int warmupSteps, int totalSteps) {
  public WarmupCosine {
    Require.that(
        warmupSteps >= 0 && warmupSteps <= totalSteps,
        "warmupSteps",
        warmupSteps,
        "0 to totalSteps " + totalSteps);
  }

  /** The rate of a step, counted from 0. */
  public double at(int step) {
    if (step < warmupSteps) {
      return peak * (step + 1) / warmupSteps;
    }
    double progress = (step - warmupSteps) / (double) Math.max(1, totalSteps - warmupSteps);
    return peak * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
  }
}
