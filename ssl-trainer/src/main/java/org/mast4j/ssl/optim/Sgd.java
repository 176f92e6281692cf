package org.mast4j.ssl.optim;

import java.util.List;
import java.util.Map;
import org.mast4j.samediff.sweep.OptimizerStep;
import org.mast4j.samediff.sweep.Rule;
import org.mast4j.settings.Require;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Stochastic gradient descent with momentum (torch.optim.SGD): its weight decay is part of the
 * gradient, hence of the velocity.
 */
final class Sgd extends Optimizer {
  private final Settings settings;

  /**
   * What stays the same from step to step.
   *
   * @param momentum what the velocity keeps of itself, in [0, 1)
   * @param nesterov whether the step looks ahead by the velocity's own next move, which needs one
   * @param weightDecay times the parameter, added to the gradient
   */
  record Settings(double momentum, boolean nesterov, WeightDecay weightDecay) {
    Settings {
      Require.that(momentum >= 0 && momentum < 1, "momentum", momentum, "0 <= momentum < 1");
      Require.that(!nesterov || momentum > 0, "momentum", momentum, "more than 0 for Nesterov's");
    }
  }

  /**
   * An optimiser of the given arrays, which it changes in place.
   *
   * @param parameters by name
   * @param clipNorm largest global norm of the gradient
   */
  Sgd(Map<String, INDArray> parameters, Settings settings, double clipNorm) {
    super(parameters, clipNorm, settings.weightDecay(), List.of("velocity"));
    this.settings = settings;
  }

  @Override
  Rule rule(OptimizerStep step) {
    float scale = (float) step.scale();
    float rate = (float) step.learningRate();
    float momentum = (float) settings.momentum();
    float ahead = settings.nesterov() ? momentum : 1; // weights of the step: velocity, gradient
    float now = settings.nesterov() ? 1 : 0;
    return (p, g, state, count, decays) -> {
      float decay = decays ? (float) settings.weightDecay().rate() : 0;
      float[] velocity = state[0];
      for (int i = 0; i < count; i++) {
        float slope = g[i] * scale + decay * p[i];
        float v = momentum * velocity[i] + slope;
        velocity[i] = v;
        p[i] -= rate * (ahead * v + now * slope);
      }
    };
  }

  @Override
  void update(
      INDArray parameter,
      INDArray gradient,
      List<INDArray> kept,
      double decay,
      OptimizerStep step) {
    INDArray velocity = kept.get(0);
    gradient.addi(parameter.mul(decay));
    velocity.muli(settings.momentum()).addi(gradient);
    INDArray direction =
        settings.nesterov() ? gradient.addi(velocity.mul(settings.momentum())) : velocity;
    parameter.subi(direction.mul(step.learningRate()));
  }
}
