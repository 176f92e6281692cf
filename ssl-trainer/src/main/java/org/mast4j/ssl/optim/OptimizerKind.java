package org.mast4j.ssl.optim;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Optimisers to choose from, with the learning rate and weight decay that usually suit them. */
public enum OptimizerKind {
  /** The paper's learning rate. */
  ADAMW(3e-4, 0.05) {
    @Override
    public Optimizer create(
        Map<String, INDArray> parameters, WeightDecay weightDecay, double clipNorm) {
      return new AdamW(parameters, weightDecay, clipNorm);
    }
  },
  /** With Nesterov's momentum of 0.9. */
  SGD(3e-2, 1e-4) {
    @Override
    public Optimizer create(
        Map<String, INDArray> parameters, WeightDecay weightDecay, double clipNorm) {
      return new Sgd(parameters, new Sgd.Settings(MOMENTUM, true, weightDecay), clipNorm);
    }
  };

  private static final double MOMENTUM = 0.9;

  private final double learningRate;
  private final double weightDecay;

  OptimizerKind(double learningRate, double weightDecay) {
    this.learningRate = learningRate;
    this.weightDecay = weightDecay;
  }

  public double learningRate() {
    return learningRate;
  }

  public double weightDecay() {
    return weightDecay;
  }

  /**
   * An optimiser of the given arrays, which it changes in place.
   *
   * @param clipNorm largest global norm of the gradient
   */
  public abstract Optimizer create(
      Map<String, INDArray> parameters, WeightDecay weightDecay, double clipNorm);
}
