package org.mast4j.ssl.optim;

import java.util.function.ToDoubleFunction;
import org.mast4j.settings.Require;

/**
 * What stays the same from step to step, whatever the optimiser.
 *
 * @param weightDecay of the parameters
 * @param clipNorm largest global norm of the gradient
 * @param rateFactors by a parameter's name what its learning rate is multiplied by
 */
public record OptimizerSettings(
    WeightDecay weightDecay, double clipNorm, ToDoubleFunction<String> rateFactors) {
  public OptimizerSettings {
    Require.positive("clipNorm", clipNorm);
  }

  /** One learning rate for all parameters. */
  public OptimizerSettings(WeightDecay weightDecay, double clipNorm) {
    this(weightDecay, clipNorm, name -> 1);
  }
}
