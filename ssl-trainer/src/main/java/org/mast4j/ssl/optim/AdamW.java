package org.mast4j.ssl.optim;

import java.util.List;
import java.util.Map;
import org.mast4j.samediff.sweep.AdamRule;
import org.mast4j.samediff.sweep.OptimizerStep;
import org.mast4j.samediff.sweep.Rule;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Adam with decoupled weight decay (arXiv 1711.05101; torch.optim.AdamW). */
public final class AdamW extends Optimizer {
  private final AdamRule adam;
  private final WeightDecay weightDecay;

  /** With the usual betas and epsilon, and weight decay of every matrix. */
  public AdamW(Map<String, INDArray> parameters, double weightDecay, double clipNorm) {
    this(parameters, WeightDecay.ofMatrices(weightDecay), clipNorm);
  }

  /** With the usual betas and epsilon. */
  public AdamW(Map<String, INDArray> parameters, WeightDecay weightDecay, double clipNorm) {
    this(parameters, AdamRule.USUAL, weightDecay, clipNorm);
  }

  /**
   * An optimiser of the given arrays, which it changes in place.
   *
   * @param parameters by name
   * @param adam betas and epsilon
   * @param weightDecay times the learning rate, taken off at each step
   * @param clipNorm largest global norm of the gradient
   */
  public AdamW(
      Map<String, INDArray> parameters, AdamRule adam, WeightDecay weightDecay, double clipNorm) {
    super(parameters, clipNorm, weightDecay, List.of("first", "second"));
    this.adam = adam;
    this.weightDecay = weightDecay;
  }

  @Override
  Rule rule(OptimizerStep step) {
    return adam.rule(step, kept(step, weightDecay.rate()));
  }

  private static double kept(OptimizerStep step, double decay) {
    return 1 - step.learningRate() * decay;
  }

  @Override
  void update(
      INDArray parameter,
      INDArray gradient,
      List<INDArray> moments,
      double decay,
      OptimizerStep step) {
    INDArray first = moments.get(0);
    INDArray second = moments.get(1);
    first.muli(adam.beta1()).addi(gradient.mul(1 - adam.beta1()));
    second.muli(adam.beta2()).addi(gradient.muli(gradient).muli(1 - adam.beta2()));
    parameter.muli(kept(step, decay));
    INDArray deviation = Transforms.sqrt(second.mul(adam.unbias(step)), false).addi(adam.epsilon());
    parameter.subi(first.div(deviation).muli(adam.rate(step)));
  }
}
