package org.mast4j.samediff.sweep;

/**
 * One step of an optimiser.
 *
 * @param number counted from 1
 * @param scale of the gradients, 1 where they aren't clipped
 * @param learningRate of this step
 */
public record OptimizerStep(int number, double scale, double learningRate) {
  /** The same step at a multiple of its learning rate. */
  public OptimizerStep atRate(double factor) {
    return new OptimizerStep(number, scale, learningRate * factor);
  }
}
