package org.mast4j.ssl.optim;

import java.util.List;
import java.util.Map;
import org.mast4j.samediff.sweep.AdamRule;
import org.mast4j.samediff.sweep.Rule;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Adam with decoupled weight decay (arXiv 1711.05101; torch.optim.AdamW). */
public final class AdamW extends Optimizer {
  static final List<String> MOMENTS = List.of("first", "second");

  private final AdamRule adam;

  /** With the usual betas and epsilon, and weight decay of every matrix. */
  public AdamW(Map<String, INDArray> parameters, double weightDecay, double clipNorm) {
    this(parameters, WeightDecay.ofMatrices(weightDecay), clipNorm);
  }

  /** With the usual betas and epsilon. */
  public AdamW(Map<String, INDArray> parameters, WeightDecay weightDecay, double clipNorm) {
    this(parameters, AdamRule.USUAL, new OptimizerSettings(weightDecay, clipNorm));
  }

  /**
   * An optimiser of the given arrays, which it changes in place.
   *
   * @param parameters by name
   * @param adam betas and epsilon
   * @param settings whose weight decay, times the learning rate, is taken off at each step
   */
  public AdamW(Map<String, INDArray> parameters, AdamRule adam, OptimizerSettings settings) {
    super(parameters, settings, MOMENTS);
    this.adam = adam;
  }

  @Override
  Rule rule(ParameterStep step) {
    return adam.rule(step.step(), kept(step));
  }

  private static double kept(ParameterStep step) {
    return 1 - step.step().learningRate() * step.decay();
  }

  @Override
  void update(ParameterStep step, List<INDArray> moments) {
    step.parameter().muli(kept(step));
    descend(adam, step, step.clipped(), moments);
  }

  /**
   * Adam's step by ND4J, without decay.
   *
   * @param slope a copy, which is overwritten
   * @param moments first and second, changed in place
   */
  static void descend(AdamRule adam, ParameterStep step, INDArray slope, List<INDArray> moments) {
    INDArray first = moments.get(0);
    INDArray second = moments.get(1);
    first.muli(adam.beta1()).addi(slope.mul(1 - adam.beta1()));
    second.muli(adam.beta2()).addi(slope.muli(slope).muli(1 - adam.beta2()));
    INDArray deviation =
        Transforms.sqrt(second.mul(adam.unbias(step.step())), false).addi(adam.epsilon());
    step.parameter().subi(first.div(deviation).muli(adam.rate(step.step())));
  }
}
