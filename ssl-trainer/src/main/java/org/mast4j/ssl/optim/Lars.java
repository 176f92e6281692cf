package org.mast4j.ssl.optim;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Layer-wise adaptive rate scaling for large batches (arXiv 1708.03888), as
 * facebookresearch/moco-v3 {@code moco/optimizer.py} has it: SGD with momentum, where each matrix's
 * step is in proportion to the matrix's own norm; vectors (biases, norms) neither adapt nor decay.
 */
final class Lars extends Sgd {
  private static final Momentum MOMENTUM = new Momentum(0.9, false);

  /** The paper's eta: how much a layer is trusted to change. */
  private static final double TRUST_COEFFICIENT = 0.001;

  /** An optimiser of the given arrays, which it changes in place. */
  Lars(Map<String, INDArray> parameters, OptimizerSettings settings) {
    super(parameters, MOMENTUM, settings);
  }

  @Override
  double trust(ParameterStep step) {
    if (step.parameter().rank() <= 1) {
      return 1;
    }
    double weights = norm(step.parameter());
    double slopes = slopeNorm(step, weights);
    return weights > 0 && slopes > 0 ? TRUST_COEFFICIENT * weights / slopes : 1;
  }

  /** |s g + d p|, without that sum in memory. */
  private static double slopeNorm(ParameterStep step, double weights) {
    double gradient = step.step().scale() * norm(step.gradient());
    double decay = step.decay() * weights;
    double product = Nd4j.getBlasWrapper().dot(flat(step.gradient()), flat(step.parameter()));
    double cross = step.step().scale() * step.decay() * product;
    return Math.sqrt(Math.max(0, gradient * gradient + 2 * cross + decay * decay));
  }

  private static double norm(INDArray array) {
    return array.norm2Number().doubleValue();
  }

  private static INDArray flat(INDArray array) {
    return array.reshape(array.length());
  }
}
