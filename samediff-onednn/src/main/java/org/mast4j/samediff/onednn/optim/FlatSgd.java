package org.mast4j.samediff.onednn.optim;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Stochastic gradient descent with momentum (torch.optim.SGD without dampening). A slot's state is
 * its velocity, the sum of past gradients.
 */
public final class FlatSgd extends FlatOptimizer {
  private final Settings settings;

  /**
   * What stays the same from step to step.
   *
   * @param momentum what the velocity keeps of itself, in [0, 1)
   * @param nesterov whether the step looks ahead by the velocity's own next move, which needs one
   * @param weightDecay times the parameter, added to the gradient of parameters that decay; 0 or
   *     more
   */
  public record Settings(double momentum, boolean nesterov, double weightDecay) {
    public Settings {
      require(momentum >= 0 && momentum < 1, "momentum is %s; expected 0 <= it < 1", momentum);
      require(!nesterov || momentum > 0, "momentum is %s; Nesterov's needs more than 0", momentum);
      require(weightDecay >= 0, "weight decay is %s; expected 0 or more", weightDecay);
    }
  }

  /**
   * An optimiser of some parameters.
   *
   * @param averageMomentum what the average keeps of itself at each step
   */
  public FlatSgd(List<Slot> slots, Settings settings, double averageMomentum) {
    super(slots, 1, averageMomentum);
    this.settings = settings;
  }

  @Override
  public void step(List<INDArray> gradients, double scale, double learningRate, int step) {
    sweep(
        gradients,
        (p, g, state, count, decays) ->
            update(
                p,
                g,
                state[0],
                count,
                (float) scale,
                decays ? (float) settings.weightDecay() : 0,
                (float) learningRate));
  }

  private void update(
      float[] p, float[] g, float[] velocity, int count, float scale, float decay, float rate) {
    float momentum = (float) settings.momentum();
    float ahead = settings.nesterov() ? momentum : 1; // weights of the step: velocity, gradient
    float now = settings.nesterov() ? 1 : 0;
    for (int i = 0; i < count; i++) {
      float slope = g[i] * scale + decay * p[i];
      float v = momentum * velocity[i] + slope;
      velocity[i] = v;
      p[i] -= rate * (ahead * v + now * slope);
    }
  }
}
