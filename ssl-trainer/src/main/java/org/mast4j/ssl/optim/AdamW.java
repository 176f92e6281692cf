package org.mast4j.ssl.optim;

import java.util.List;
import java.util.Map;
import org.mast4j.samediff.onednn.optim.FlatAdamW;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Adam with decoupled weight decay (arXiv 1711.05101; torch.optim.AdamW). */
public final class AdamW extends Optimizer {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final double weightDecay;

  /**
   * An optimiser of the given arrays, which it changes in place.
   *
   * @param parameters by name
   * @param weightDecay times the learning rate, taken off matrices at each step
   * @param clipNorm largest global norm of the gradient
   */
  public AdamW(Map<String, INDArray> parameters, double weightDecay, double clipNorm) {
    this(parameters, weightDecay, clipNorm, Average.NONE);
  }

  /** As the other, and keeps an average of the parameters. */
  public AdamW(
      Map<String, INDArray> parameters, double weightDecay, double clipNorm, Average average) {
    super(
        parameters,
        clipNorm,
        average,
        List.of("first", "second"),
        slots ->
            new FlatAdamW(
                slots,
                new FlatAdamW.Settings(BETA1, BETA2, EPSILON, weightDecay),
                average.momentum()));
    this.weightDecay = weightDecay;
  }

  @Override
  void update(
      INDArray parameter,
      INDArray gradient,
      List<INDArray> moments,
      double learningRate,
      int step) {
    double rate = learningRate / (1 - Math.pow(BETA1, step));
    double secondScale = 1 / (1 - Math.pow(BETA2, step));
    INDArray first = moments.get(0);
    INDArray second = moments.get(1);
    first.muli(BETA1).addi(gradient.mul(1 - BETA1));
    second.muli(BETA2).addi(gradient.muli(gradient).muli(1 - BETA2));
    if (decays(parameter)) {
      parameter.muli(1 - learningRate * weightDecay);
    }
    INDArray deviation = Transforms.sqrt(second.mul(secondScale), false).addi(EPSILON);
    parameter.subi(first.div(deviation).muli(rate));
  }
}
