package org.mast4j.zoo;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How an encoder's attention is read as a map over the patches of its grid.
 *
 * @param probabilities the graph's variables that are read, [B*heads, Nq, Nk] each
 * @param ofClip makes the map [H, W] of one clip from the mean over the heads of each of them, [Nq,
 *     Nk]; its values are shares of attention
 */
public record AttentionMap(List<String> probabilities, Function<List<INDArray>, INDArray> ofClip) {
  public AttentionMap {
    probabilities = List.copyOf(probabilities);
    Objects.requireNonNull(ofClip, "ofClip");
  }
}
