package org.mast4j.ssl.optim;

import java.util.List;
import java.util.Map;
import org.mast4j.samediff.sweep.Rule;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Stochastic gradient descent with momentum (torch.optim.SGD): its weight decay is part of the
 * gradient, hence of the velocity.
 */
class Sgd extends Optimizer {
  private final Momentum momentum;

  /** An optimiser of the given arrays, which it changes in place. */
  Sgd(Map<String, INDArray> parameters, Momentum momentum, OptimizerSettings settings) {
    super(parameters, settings, List.of("velocity"));
    this.momentum = momentum;
  }

  /** What the gradient, with the decay in it, is multiplied by. */
  double trust(ParameterStep step) {
    return 1;
  }

  @Override
  final Rule rule(ParameterStep step) {
    float trust = (float) trust(step);
    float scale = trust * (float) step.step().scale();
    float decay = trust * (float) step.decay();
    float rate = (float) step.step().learningRate();
    float kept = (float) momentum.kept();
    float ahead = momentum.nesterov() ? kept : 1; // weights of the step: velocity, gradient
    float now = momentum.nesterov() ? 1 : 0;
    return (p, g, state, count) -> {
      float[] velocity = state[0];
      for (int i = 0; i < count; i++) {
        float slope = g[i] * scale + decay * p[i];
        float v = kept * velocity[i] + slope;
        velocity[i] = v;
        p[i] -= rate * (ahead * v + now * slope);
      }
    };
  }

  @Override
  final void update(ParameterStep step, List<INDArray> kept) {
    INDArray velocity = kept.get(0);
    INDArray slope = step.clipped().addi(step.parameter().mul(step.decay())).muli(trust(step));
    velocity.muli(momentum.kept()).addi(slope);
    INDArray direction = momentum.nesterov() ? slope.addi(velocity.mul(momentum.kept())) : velocity;
    step.parameter().subi(direction.mul(step.step().learningRate()));
  }
}
