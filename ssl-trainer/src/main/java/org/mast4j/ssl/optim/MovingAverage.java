package org.mast4j.ssl.optim;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.mast4j.samediff.sweep.Follower;
import org.mast4j.samediff.sweep.ParameterSweep;
import org.mast4j.samediff.sweep.Rule;
import org.mast4j.samediff.sweep.Slot;
import org.mast4j.settings.Require;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An exponential moving average of parameters over the steps, as a momentum teacher is: {@code
 * average = momentum * average + (1 - momentum) * parameter}.
 */
public final class MovingAverage {
  private final SortedMap<String, INDArray> averages;
  private final List<INDArray> parameters;
  private double momentum;

  /** Over memory; empty for arrays that it doesn't accept. */
  private final Optional<ParameterSweep> sweep;

  /**
   * An average of the given arrays.
   *
   * @param averages by the names of their parameters, changed in place
   * @param parameters by name; those without an average are left alone
   * @param momentum what an average keeps of itself at each step, 0 to 1
   * @throws IllegalArgumentException naming an average that has no parameter
   */
  public MovingAverage(
      Map<String, INDArray> averages, Map<String, INDArray> parameters, double momentum) {
    setMomentum(momentum);
    this.averages = new TreeMap<>(averages);
    this.parameters = this.averages.keySet().stream().map(n -> parameter(parameters, n)).toList();
    boolean accepted =
        Stream.concat(averages.values().stream(), this.parameters.stream()).allMatch(Slot::accepts);
    this.sweep = accepted ? Optional.of(new ParameterSweep(slots())) : Optional.empty();
  }

  private static INDArray parameter(Map<String, INDArray> parameters, String name) {
    return Optional.ofNullable(parameters.get(name))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no parameter " + name + " to average; there are " + parameters.keySet()));
  }

  private List<Slot> slots() {
    return averages.values().stream().map(array -> new Slot(array, List.of())).toList();
  }

  /** Sets what an average keeps of itself at each step from now on, 0 to 1. */
  public void setMomentum(double newMomentum) {
    Require.that(newMomentum >= 0 && newMomentum <= 1, "momentum", newMomentum, "0 to 1");
    momentum = newMomentum;
  }

  /** Takes the parameters as they are now into the average. */
  public void update() {
    if (sweep.isPresent()) {
      sweep.get().step(parameters, rule(), Optional.empty());
    } else {
      int i = 0;
      for (INDArray average : averages.values()) {
        average.muli(momentum).addi(parameters.get(i++).mul(1 - momentum));
      }
    }
  }

  private Rule rule() {
    float kept = (float) momentum;
    return (average, p, state, count) -> {
      for (int i = 0; i < count; i++) {
        average[i] = kept * average[i] + (1 - kept) * p[i];
      }
    };
  }

  /**
   * The same as a part of the pass that changes the parameters; empty where it can't be.
   *
   * @param arrays the parameters by name, in that pass's order
   */
  Optional<Follower> following(SortedMap<String, INDArray> arrays) {
    if (sweep.isEmpty() || !arrays.keySet().containsAll(averages.keySet())) {
      return Optional.empty();
    }
    List<Optional<INDArray>> following =
        arrays.keySet().stream().map(name -> Optional.ofNullable(averages.get(name))).toList();
    return Optional.of(new Follower(following, rule()));
  }
}
