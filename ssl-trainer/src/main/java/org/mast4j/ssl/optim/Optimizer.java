package org.mast4j.ssl.optim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mast4j.samediff.sweep.Follower;
import org.mast4j.samediff.sweep.OptimizerStep;
import org.mast4j.samediff.sweep.ParameterSweep;
import org.mast4j.samediff.sweep.Rule;
import org.mast4j.samediff.sweep.Slot;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Changes parameters in place by their gradients, whose global norm it clips.
 *
 * <p>{@code SameDiff.fit} can do neither, since it applies the updater as each gradient arrives.
 */
public abstract class Optimizer implements AutoCloseable {
  private final SortedMap<String, INDArray> parameters;

  /** By parameter, in the order of the names that {@link #state} gives them. */
  private final Map<String, List<INDArray>> state = new LinkedHashMap<>();

  private final List<String> stateNames;
  private final OptimizerSettings settings;

  /** Does it all in one sweep over memory; empty for arrays that it doesn't accept. */
  private final Optional<ParameterSweep> sweep;

  private int steps;

  /**
   * An optimiser of the given arrays.
   *
   * @param arrays the parameters by name
   * @param stateNames what it keeps of each parameter between steps
   */
  Optimizer(Map<String, INDArray> arrays, OptimizerSettings settings, List<String> stateNames) {
    this.parameters = new TreeMap<>(arrays);
    this.settings = settings;
    this.stateNames = stateNames;
    parameters.forEach(
        (name, array) ->
            state.put(name, stateNames.stream().map(s -> Nd4j.zerosLike(array)).toList()));
    boolean accepted = parameters.values().stream().allMatch(Slot::accepts);
    this.sweep = accepted ? Optional.of(new ParameterSweep(slots())) : Optional.empty();
  }

  private List<Slot> slots() {
    List<Slot> slots = new ArrayList<>();
    parameters.forEach((name, parameter) -> slots.add(new Slot(parameter, state.get(name))));
    return slots;
  }

  /**
   * One step.
   *
   * @param gradients by the parameters' names, one each; left as they are
   * @return the gradient's global norm before clipping
   * @throws IllegalArgumentException naming the first parameter that has no gradient
   * @throws ArithmeticException if the norm is not finite; the parameters are unchanged then
   */
  public final double step(Map<String, INDArray> gradients, double learningRate) {
    return step(gradients, learningRate, Optional.empty());
  }

  /** One step, after which an average is updated: in the same pass over memory, if it can be. */
  public final double step(
      Map<String, INDArray> gradients, double learningRate, MovingAverage average) {
    return step(gradients, learningRate, Optional.of(average));
  }

  private double step(
      Map<String, INDArray> gradients, double learningRate, Optional<MovingAverage> average) {
    List<INDArray> ordered =
        parameters.keySet().stream().map(name -> gradient(gradients, name)).toList();
    Optional<ParameterSweep> pass = sweep.filter(s -> ordered.stream().allMatch(Slot::accepts));
    double norm = pass.map(s -> s.norm(ordered)).orElseGet(() -> norm(ordered));
    if (!Double.isFinite(norm)) {
      throw new ArithmeticException(
          "the gradient's norm is " + norm + " at step " + steps + "; lower the learning rate");
    }
    steps++;
    OptimizerStep step =
        new OptimizerStep(steps, Math.min(1, settings.clipNorm() / (norm + 1e-6)), learningRate);
    Optional<Follower> follower = pass.flatMap(p -> average.flatMap(a -> a.following(parameters)));
    List<ParameterStep> ofEach =
        parameters.keySet().stream().map(name -> of(name, gradients.get(name), step)).toList();
    if (pass.isPresent()) {
      pass.get().step(ordered, ofEach.stream().map(this::rule).toList(), follower);
    } else {
      int i = 0;
      for (List<INDArray> kept : state.values()) {
        update(ofEach.get(i++), kept);
      }
    }
    if (follower.isEmpty()) {
      average.ifPresent(MovingAverage::update);
    }
    return norm;
  }

  private ParameterStep of(String name, INDArray gradient, OptimizerStep step) {
    INDArray parameter = parameters.get(name);
    WeightDecay decay = settings.weightDecay();
    return new ParameterStep(
        parameter,
        gradient,
        decay.applies(name, parameter) ? decay.rate() : 0,
        step.atRate(settings.rateFactors().applyAsDouble(name)));
  }

  static INDArray gradient(Map<String, INDArray> gradients, String name) {
    return Optional.ofNullable(gradients.get(name))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no gradient of parameter " + name + "; there are " + gradients.keySet()));
  }

  private static double norm(List<INDArray> gradients) {
    double squares = 0;
    for (INDArray gradient : gradients) {
      double norm = gradient.norm2Number().doubleValue();
      squares += norm * norm;
    }
    return Math.sqrt(squares);
  }

  /** The update of a parameter over memory. */
  abstract Rule rule(ParameterStep step);

  /**
   * The same of one that can't be swept, by ND4J.
   *
   * @param kept what the optimiser keeps of the parameter, to be changed in place
   */
  abstract void update(ParameterStep step, List<INDArray> kept);

  /** What it keeps of each parameter, not copies, by what it is: {@code first/NAME}. */
  public final Map<String, INDArray> state() {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    for (int i = 0; i < stateNames.size(); i++) {
      for (Map.Entry<String, List<INDArray>> entry : state.entrySet()) {
        arrays.put(stateNames.get(i) + "/" + entry.getKey(), entry.getValue().get(i));
      }
    }
    return arrays;
  }

  /** Frees the memory of its {@link #state}, not of the parameters. */
  @Override
  public final void close() {
    state.values().forEach(arrays -> arrays.forEach(INDArray::close));
  }

  /** Goes on after so many steps, once {@link #state} holds what it held then. */
  public final void resumeAt(int stepsTaken) {
    steps = stepsTaken;
  }
}
