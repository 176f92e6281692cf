package org.mast4j.zoo.graph;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The linear layer that gives an attention's queries, keys and values: one parameter of all three,
 * [3 width, in], as checkpoints have it.
 *
 * @param scope of weight and bias
 * @param in width of a token
 * @param width of a query, a key and a value, all heads together
 * @param hasBias whether there is a bias
 */
public record QueryKeyValue(GraphScope scope, int in, int width, boolean hasBias) {
  /** [rows, in] to [rows, width]. */
  public SDVariable queries(SDVariable x) {
    return part(0, x);
  }

  /** [rows, in] to [rows, width]. */
  public SDVariable keys(SDVariable x) {
    return part(1, x);
  }

  /** [rows, in] to [rows, width]. */
  public SDVariable values(SDVariable x) {
    return part(2, x);
  }

  private SDVariable part(int index, SDVariable x) {
    int from = index * width;
    SDVariable weight = scope.parameter("weight", TransformerLayers.NORMAL, 3L * width, in);
    // The small weight is cut, not the activations: the same products without a copy of each.
    SDVariable cut = scope.graph().slice(weight, new int[] {from, 0}, width, in);
    SDTransformer ops = new SDTransformer(scope.graph());
    if (!hasBias) {
      return ops.linear(x, cut);
    }
    SDVariable bias = scope.parameter("bias", Initializer.ZEROS, 3L * width);
    return ops.linear(x, cut, scope.graph().slice(bias, new int[] {from}, width));
  }
}
