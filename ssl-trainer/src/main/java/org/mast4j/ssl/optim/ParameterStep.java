package org.mast4j.ssl.optim;

import org.mast4j.samediff.sweep.OptimizerStep;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One parameter's part in a step.
 *
 * @param parameter to be changed in place
 * @param gradient not clipped; unchanged
 * @param decay the parameter's rate of weight decay
 * @param step with the parameter's own learning rate
 */
record ParameterStep(INDArray parameter, INDArray gradient, double decay, OptimizerStep step) {
  /** The clipped gradient, a copy. */
  INDArray clipped() {
    return gradient.mul(step.scale());
  }
}
