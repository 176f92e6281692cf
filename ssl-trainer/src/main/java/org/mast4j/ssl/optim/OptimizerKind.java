package org.mast4j.ssl.optim;

import java.util.Map;
import org.mast4j.samediff.sweep.AdamRule;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Optimisers to choose from, with the learning rate and weight decay that usually suit them. */
public enum OptimizerKind {
  /** The paper's learning rate. */
  ADAMW(3e-4, 0.05) {
    @Override
    public Optimizer create(Map<String, INDArray> parameters, OptimizerSettings settings) {
      return new AdamW(parameters, AdamRule.USUAL, settings);
    }
  },
  /**
   * As AST and SSAST are trained: betas 0.95 and 0.999, weight decay within the gradient. The
   * learning rate is SSAST's for its tiny encoder.
   */
  ADAM(5e-4, 5e-7) {
    @Override
    public Optimizer create(Map<String, INDArray> parameters, OptimizerSettings settings) {
      return new Adam(parameters, Adam.AST, settings);
    }
  },
  /** With Nesterov's momentum of 0.9. */
  SGD(3e-2, 1e-4) {
    @Override
    public Optimizer create(Map<String, INDArray> parameters, OptimizerSettings settings) {
      return new Sgd(parameters, new Momentum(0.9, true), settings);
    }
  },
  /** For batches of hundreds of clips; the learning rate is that of BYOL's for 256. */
  LARS(0.2, 1.5e-6) {
    @Override
    public Optimizer create(Map<String, INDArray> parameters, OptimizerSettings settings) {
      return new Lars(parameters, settings);
    }
  };

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

  /** One learning rate for all; see {@link OptimizerSettings}. */
  public Optimizer create(
      Map<String, INDArray> parameters, WeightDecay weightDecay, double clipNorm) {
    return create(parameters, new OptimizerSettings(weightDecay, clipNorm));
  }

  /** An optimiser of the given arrays, which it changes in place. */
  public abstract Optimizer create(Map<String, INDArray> parameters, OptimizerSettings settings);
}
