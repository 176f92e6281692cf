package org.mast4j.ssl.optim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.mast4j.samediff.onednn.optim.FlatOptimizer;
import org.mast4j.samediff.onednn.optim.Slot;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Changes parameters in place by their gradients, whose global norm it clips. Matrices decay;
 * vectors (biases, norms) don't.
 *
 * <p>{@code SameDiff.fit} can do neither, since it applies the updater as each gradient arrives.
 */
public abstract class Optimizer {

  /**
   * A moving average of the parameters over the steps, as a momentum teacher is.
   *
   * @param arrays by the parameters' names, changed in place; the others are left alone
   * @param momentum what it keeps of itself at each step
   */
  public record Average(Map<String, INDArray> arrays, double momentum) {
    public static final Average NONE = new Average(Map.of(), 0);

    public Average {
      arrays = Map.copyOf(arrays);
    }
  }

  private final Map<String, INDArray> parameters;

  /** By parameter, in the order of the names that {@link #state} gives them. */
  private final Map<String, List<INDArray>> state = new LinkedHashMap<>();

  private final List<String> stateNames;
  private final double clipNorm;
  private final Average average;

  /** Does it all in one sweep over memory; empty for arrays that it doesn't accept. */
  private final Optional<FlatOptimizer> sweep;

  private int steps;

  /**
   * An optimiser of the given arrays.
   *
   * @param arrays the parameters by name
   * @param clipNorm largest global norm of the gradient
   * @param stateNames what it keeps of each parameter between steps
   * @param flat makes the same optimiser over flat memory
   */
  Optimizer(
      Map<String, INDArray> arrays,
      double clipNorm,
      Average average,
      List<String> stateNames,
      Function<List<Slot>, FlatOptimizer> flat) {
    this.parameters = new TreeMap<>(arrays);
    this.clipNorm = clipNorm;
    this.average = average;
    this.stateNames = stateNames;
    parameters.forEach(
        (name, array) ->
            state.put(name, stateNames.stream().map(s -> Nd4j.zerosLike(array)).toList()));
    boolean accepted =
        Stream.concat(parameters.values().stream(), average.arrays().values().stream())
            .allMatch(Slot::accepts);
    this.sweep = accepted ? Optional.of(flat.apply(slots())) : Optional.empty();
  }

  private List<Slot> slots() {
    List<Slot> slots = new ArrayList<>();
    parameters.forEach(
        (name, parameter) ->
            slots.add(
                new Slot(
                    parameter,
                    state.get(name),
                    Optional.ofNullable(average.arrays().get(name)),
                    decays(parameter))));
    return slots;
  }

  static boolean decays(INDArray parameter) {
    return parameter.rank() > 1;
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
    List<INDArray> ordered =
        parameters.keySet().stream().map(name -> gradient(gradients, name)).toList();
    Optional<FlatOptimizer> flat = sweep.filter(s -> ordered.stream().allMatch(Slot::accepts));
    double norm = flat.map(s -> s.norm(ordered)).orElseGet(() -> norm(ordered));
    if (!Double.isFinite(norm)) {
      throw new ArithmeticException(
          "the gradient's norm is " + norm + " at step " + steps + "; lower the learning rate");
    }
    double scale = Math.min(1, clipNorm / (norm + 1e-6));
    steps++;
    if (flat.isPresent()) {
      flat.get().step(ordered, scale, learningRate, steps);
    } else {
      parameters.forEach(
          (name, p) -> {
            update(p, gradients.get(name).mul(scale), state.get(name), learningRate, steps);
            Optional.ofNullable(average.arrays().get(name))
                .ifPresent(
                    mean -> mean.muli(average.momentum()).addi(p.mul(1 - average.momentum())));
          });
    }
    return norm;
  }

  private static INDArray gradient(Map<String, INDArray> gradients, String name) {
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

  /**
   * Updates one parameter that can't be swept.
   *
   * @param gradient clipped; the optimiser's own to change
   * @param kept what it keeps of the parameter, to be changed in place
   * @param step counted from 1
   */
  abstract void update(
      INDArray parameter, INDArray gradient, List<INDArray> kept, double learningRate, int step);

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

  /** Goes on after so many steps, once {@link #state} holds what it held then. */
  public final void resumeAt(int stepsTaken) {
    steps = stepsTaken;
  }
}
