package org.mast4j.ssl.optim;

import java.util.List;
import java.util.Map;
import org.mast4j.samediff.onednn.optim.FlatSgd;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Stochastic gradient descent with momentum (torch.optim.SGD): its weight decay is part of the
 * gradient, hence of the velocity.
 */
final class Sgd extends Optimizer {
  private final FlatSgd.Settings settings;

  /**
   * An optimiser of the given arrays, which it changes in place.
   *
   * @param parameters by name
   * @param settings its weight decay spares vectors
   * @param clipNorm largest global norm of the gradient
   */
  Sgd(
      Map<String, INDArray> parameters,
      FlatSgd.Settings settings,
      double clipNorm,
      Average average) {
    super(
        parameters,
        clipNorm,
        average,
        List.of("velocity"),
        slots -> new FlatSgd(slots, settings, average.momentum()));
    this.settings = settings;
  }

  @Override
  void update(
      INDArray parameter, INDArray gradient, List<INDArray> kept, double learningRate, int step) {
    INDArray velocity = kept.get(0);
    if (decays(parameter)) {
      gradient.addi(parameter.mul(settings.weightDecay()));
    }
    velocity.muli(settings.momentum()).addi(gradient);
    INDArray direction =
        settings.nesterov() ? gradient.addi(velocity.mul(settings.momentum())) : velocity;
    parameter.subi(direction.mul(learningRate));
  }
}
