package org.mast4j.ssl.optim;

import java.util.List;
import java.util.Map;
import org.mast4j.samediff.sweep.AdamRule;
import org.mast4j.samediff.sweep.Rule;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Adam as AST and SSAST are trained (torch.optim.Adam): its weight decay is part of the gradient,
 * hence of both moments.
 */
final class Adam extends Optimizer {
  /** AST's and SSAST's: the first moment looks back twice as far as usual. */
  static final AdamRule AST = new AdamRule(0.95, 0.999, 1e-8);

  private final AdamRule adam;

  /** An optimiser of the given arrays, which it changes in place. */
  Adam(Map<String, INDArray> parameters, AdamRule adam, OptimizerSettings settings) {
    super(parameters, settings, AdamW.MOMENTS);
    this.adam = adam;
  }

  @Override
  Rule rule(ParameterStep step) {
    return adam.withDecayInGradient(step.step(), step.decay());
  }

  @Override
  void update(ParameterStep step, List<INDArray> moments) {
    INDArray slope = step.clipped().addi(step.parameter().mul(step.decay()));
    AdamW.descend(adam, step, slope, moments);
  }
}
