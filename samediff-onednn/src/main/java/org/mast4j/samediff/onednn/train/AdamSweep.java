package org.mast4j.samediff.onednn.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mast4j.samediff.sweep.AdamRule;
import org.mast4j.samediff.sweep.OptimizerStep;
import org.mast4j.samediff.sweep.ParameterSweep;
import org.mast4j.samediff.sweep.Slot;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.AdamUpdater;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Adam's updates of many parameters in one sweep over memory and the updaters' own state. ND4J's op
 * for it takes a third as long as all gradients of MAST-Small.
 */
final class AdamSweep {

  /** With the arrays that it has been prepared for. */
  private record Swept(Parameter parameter, AdamUpdater updater, Slot slot) {
    boolean isCurrent() {
      return parameter.weights() == slot.parameter()
          && updater.getM() == slot.state().get(0)
          && updater.getV() == slot.state().get(1);
    }
  }

  private final Adam config;
  private final List<Swept> swept;
  private final Set<String> names;
  private final AdamRule rule;
  private final ParameterSweep sweep;

  private AdamSweep(Adam config, List<Swept> swept) {
    this.config = config;
    this.swept = swept;
    this.names = swept.stream().map(s -> s.parameter().name()).collect(Collectors.toSet());
    this.rule = new AdamRule(config.getBeta1(), config.getBeta2(), config.getEpsilon());
    this.sweep = new ParameterSweep(swept.stream().map(Swept::slot).toList());
  }

  /** Of the parameters that it can update; empty for none. */
  static Optional<AdamSweep> of(List<Parameter> parameters) {
    Optional<Adam> config =
        parameters.stream()
            .map(Parameter::updater)
            .filter(AdamUpdater.class::isInstance)
            .map(updater -> ((AdamUpdater) updater).getConfig())
            .findFirst()
            .filter(adam -> adam.getEpsilon() > 0);
    List<Swept> swept = new ArrayList<>();
    for (Parameter parameter : parameters) {
      if (config.isPresent()
          && parameter.updater() instanceof AdamUpdater adam
          && adam.getConfig().equals(config.get())
          && Slot.accepts(parameter.weights())
          && Slot.accepts(adam.getM())
          && Slot.accepts(adam.getV())) {
        List<INDArray> moments = List.of(adam.getM(), adam.getV());
        Slot slot = new Slot(parameter.weights(), moments);
        swept.add(new Swept(parameter, adam, slot));
      }
    }
    return swept.isEmpty() ? Optional.empty() : Optional.of(new AdamSweep(config.get(), swept));
  }

  /** Whether the graph still has the arrays that it was made for. */
  boolean isCurrent() {
    return swept.stream().allMatch(Swept::isCurrent);
  }

  /** Whether it gives what ND4J's op would, which takes other rates for a rate of 0. */
  boolean suits(At at) {
    return Double.isFinite(rate(at)) && rate(at) != 0;
  }

  /** Of the parameters that it updates. */
  Set<String> names() {
    return names;
  }

  private double rate(At at) {
    return config.getLearningRate(at.iteration(), at.epoch());
  }

  /** Takes a share off the parameters, which their gradients don't see. */
  void decay(double share) {
    if (share != 0) {
      swept.forEach(s -> s.slot().parameter().muli(1 - share));
    }
  }

  /**
   * One step.
   *
   * @param slopes by name; unchanged
   */
  void step(Map<String, INDArray> slopes, At at) {
    List<INDArray> dense =
        swept.stream()
            .map(s -> slopes.get(s.parameter().name()))
            .map(slope -> Slot.accepts(slope) ? slope : slope.dup('c'))
            .toList();
    OptimizerStep step = new OptimizerStep(at.iteration() + 1, 1, rate(at));
    sweep.step(dense, rule.likeNd4j(step), Optional.empty());
  }
}
