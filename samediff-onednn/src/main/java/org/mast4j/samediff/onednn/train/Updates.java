package org.mast4j.samediff.onednn.train;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.Listener;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.Regularization.ApplyStep;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** What ND4J's TrainingSession does with gradients: regularisation, updaters, the step. */
final class Updates {
  private final TrainingConfig config;
  private final SameDiff gradients;
  private final List<Listener> watchers;
  private final List<Parameter> parameters;

  /** Memory for updates, laid out as the parameters. */
  private final Map<String, INDArray> scratch = new HashMap<>();

  private Optional<AdamSweep> sweep = Optional.empty();

  /**
   * The updates of a graph.
   *
   * @param gradients the graph of them
   * @param watchers listeners that look at the updates
   * @throws IllegalStateException naming a variable that was added after the updaters were made
   */
  Updates(SameDiff graph, SameDiff gradients, List<Listener> watchers) {
    this.config = graph.getTrainingConfig();
    this.gradients = gradients;
    this.watchers = watchers;
    this.parameters = Parameter.of(graph, gradients);
  }

  /** Of the variables that it needs. */
  List<String> gradientNames() {
    return parameters.stream().map(Parameter::gradient).distinct().toList();
  }

  /**
   * Updates all parameters in place.
   *
   * @param results gradients by their names; unchanged
   * @return losses of the regularisation before the update, by kind
   */
  Map<String, Double> apply(Map<String, INDArray> results, At at) {
    Map<String, Double> penalties = penalties(at);
    Optional<AdamSweep> adam = sweep(at);
    Map<String, INDArray> slopes = new HashMap<>();
    for (Parameter parameter : parameters) {
      INDArray slope = results.get(parameter.gradient());
      if (!regularization(ApplyStep.BEFORE_UPDATER).isEmpty()) {
        slope = own(parameter, slope);
        regularize(ApplyStep.BEFORE_UPDATER, parameter, slope, at);
      }
      if (adam.isPresent() && adam.get().names().contains(parameter.name())) {
        slopes.put(parameter.name(), slope);
      } else {
        step(parameter, own(parameter, slope), at);
      }
    }
    adam.ifPresent(
        a -> {
          a.decay(decay(at));
          a.step(slopes, at);
        });
    return penalties;
  }

  private Map<String, Double> penalties(At at) {
    Map<String, Double> penalties = new LinkedHashMap<>();
    for (Regularization regularization : regularization()) {
      double sum = 0;
      for (Parameter parameter : parameters) {
        sum += regularization.score(parameter.weights(), at.iteration(), at.epoch());
      }
      penalties.merge(regularization.getClass().getSimpleName(), sum, Double::sum);
    }
    return penalties;
  }

  /** Empty where a step of each parameter's own is needed. */
  private Optional<AdamSweep> sweep(At at) {
    boolean fits =
        config.isMinimize()
            && watchers.isEmpty()
            && regularization(ApplyStep.POST_UPDATER).stream()
                .allMatch(r -> r.getClass() == WeightDecay.class);
    if (!fits) {
      return Optional.empty();
    }
    if (sweep.isEmpty() || !sweep.get().isCurrent()) {
      sweep = AdamSweep.of(parameters);
    }
    return sweep.filter(adam -> adam.suits(at));
  }

  /** The share of each parameter that its decay takes off in this step. */
  private double decay(At at) {
    return regularization(ApplyStep.POST_UPDATER).stream()
        .map(WeightDecay.class::cast)
        .mapToDouble(
            r ->
                r.getCoeff().valueAt(at.iteration(), at.epoch())
                    * (r.isApplyLR() ? learningRate(at) : 1))
        .sum();
  }

  /** By the graph's updater, whose op overwrites the gradient. */
  private void step(Parameter parameter, INDArray update, At at) {
    parameter.updater().applyUpdater(update, at.iteration(), at.epoch());
    regularize(ApplyStep.POST_UPDATER, parameter, update, at);
    watchers.forEach(w -> w.preUpdate(gradients, at, parameter.variable(), update));
    if (config.isMinimize()) {
      parameter.weights().subi(update);
    } else {
      parameter.weights().addi(update);
    }
  }

  private void regularize(ApplyStep when, Parameter parameter, INDArray update, At at) {
    regularization(when)
        .forEach(
            r ->
                r.apply(parameter.weights(), update, learningRate(at), at.iteration(), at.epoch()));
  }

  private double learningRate(At at) {
    IUpdater updater = config.getUpdater();
    return updater.hasLearningRate() ? updater.getLearningRate(at.iteration(), at.epoch()) : 1;
  }

  private List<Regularization> regularization(ApplyStep when) {
    return regularization().stream().filter(r -> r.applyStep() == when).toList();
  }

  /** ND4J's configuration may have null for none. */
  private List<Regularization> regularization() {
    return Optional.ofNullable(config.getRegularization()).orElse(List.of());
  }

  /** A gradient in memory of the updates' own, since one that is lent isn't to be changed. */
  private INDArray own(Parameter parameter, INDArray slope) {
    INDArray weights = parameter.weights();
    INDArray own =
        scratch.computeIfAbsent(
            parameter.name(),
            name ->
                Nd4j.createUninitializedDetached(
                    weights.dataType(), weights.ordering(), weights.shape()));
    return own == slope ? own : own.assign(slope);
  }
}
