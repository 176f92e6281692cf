package org.mast4j.ssl.optim;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mast4j.samediff.sweep.ParameterSweep;
import org.mast4j.samediff.sweep.Rule;
import org.mast4j.samediff.sweep.Slot;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The gradient of a step as the sum over its micro-batches, in arrays of its own that serve step
 * after step.
 */
public final class GradientSum implements AutoCloseable {
  private final SortedMap<String, INDArray> sums = new TreeMap<>();

  /** Adds over memory; empty for arrays that it doesn't accept. */
  private final Optional<ParameterSweep> sweep;

  private boolean cleared = true;

  /** A sum of gradients of the given arrays, by their names. */
  public GradientSum(Map<String, INDArray> parameters) {
    parameters.forEach((name, array) -> sums.put(name, unclosable(Nd4j.zerosLike(array))));
    List<INDArray> arrays = List.copyOf(sums.values());
    this.sweep =
        arrays.stream().allMatch(Slot::accepts)
            ? Optional.of(
                new ParameterSweep(
                    arrays.stream().map(array -> new Slot(array, List.of())).toList()))
            : Optional.empty();
  }

  /** What is lent is not the borrower's to close. */
  private static INDArray unclosable(INDArray array) {
    array.setCloseable(false);
    return array;
  }

  /** Forgets what was added, at the start of a step. */
  public void clear() {
    cleared = true;
  }

  /**
   * Adds what a micro-batch contributes.
   *
   * @param gradients by the parameters' names, one each; left as they are
   * @param share what they count: n / B where the loss is a mean over the n of B clips, 1 where it
   *     is a part of the batch's sum
   * @throws IllegalArgumentException naming the first parameter that has no gradient
   */
  public void add(Map<String, INDArray> gradients, double share) {
    List<INDArray> ordered =
        sums.keySet().stream().map(name -> Optimizer.gradient(gradients, name)).toList();
    Optional<ParameterSweep> pass = sweep.filter(s -> ordered.stream().allMatch(Slot::accepts));
    if (pass.isPresent()) {
      Rule rule = cleared ? first((float) share) : next((float) share);
      pass.get().step(ordered, Collections.nCopies(ordered.size(), rule), Optional.empty());
    } else {
      int i = 0;
      for (INDArray sum : sums.values()) {
        INDArray part = ordered.get(i++).mul(share);
        sum.assign(cleared ? part : part.addi(sum));
      }
    }
    cleared = false;
  }

  private static Rule first(float share) {
    return (sum, g, state, count) -> {
      for (int i = 0; i < count; i++) {
        sum[i] = share * g[i];
      }
    };
  }

  private static Rule next(float share) {
    return (sum, g, state, count) -> {
      for (int i = 0; i < count; i++) {
        sum[i] += share * g[i];
      }
    };
  }

  /** The sum by parameter name; its own arrays, lent until the next step changes them. */
  public Map<String, INDArray> byParameter() {
    return Collections.unmodifiableMap(sums);
  }

  /** Frees the native memory at once. */
  @Override
  public void close() {
    sums.values()
        .forEach(
            array -> {
              array.setCloseable(true);
              array.close();
            });
  }
}
