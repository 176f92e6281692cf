package org.mast4j.samediff.sweep;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Arrays that are updated in the same pass as the parameters, and after them: a moving average.
 *
 * @param arrays FLOAT and dense, in the slots' order; empty for a parameter that has none
 * @param rule of the update, whose gradients are the parameters' new values
 */
public record Follower(List<Optional<INDArray>> arrays, Rule rule) {
  public Follower {
    arrays = List.copyOf(arrays);
  }
}
