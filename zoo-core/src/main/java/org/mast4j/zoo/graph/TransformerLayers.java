package org.mast4j.zoo.graph;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Layers with their parameters, as checkpoints name them (weight and bias of the given scope) and
 * as ViT, AST and MViTv2 initialise them.
 */
public final class TransformerLayers {
  /** Of weights, tokens, positions and their tables; a deviation of 0.02. */
  public static final Initializer NORMAL = Initializer.truncatedNormal(0.02);

  private TransformerLayers() {}

  /** A learned token, the parameter {@code name}, [1, 1, width]. */
  public static SDVariable token(GraphScope scope, String name, int width) {
    return scope.parameter(name, NORMAL, 1, 1, width);
  }

  /**
   * A linear layer.
   *
   * @param x [rows, in]
   * @return [rows, out]
   */
  public static SDVariable linear(GraphScope scope, SDVariable x, int in, int out) {
    return new SDTransformer(scope.graph())
        .linear(
            x,
            scope.parameter("weight", NORMAL, out, in),
            scope.parameter("bias", Initializer.ZEROS, out));
  }

  /**
   * A layer normalisation.
   *
   * @param x [rows, dim]
   * @param epsilon added to the variance
   */
  public static SDVariable norm(GraphScope scope, SDVariable x, int dim, double epsilon) {
    return new SDTransformer(scope.graph())
        .layerNorm(
            x,
            scope.parameter("weight", Initializer.ONES, dim),
            scope.parameter("bias", Initializer.ZEROS, dim),
            epsilon);
  }

  /**
   * The transformer's MLP: Linear, GELU, Linear.
   *
   * @param x [rows, in]
   * @return [rows, out]
   */
  public static SDVariable mlp(GraphScope scope, SDVariable x, int in, int hidden, int out) {
    SDVariable h = linear(scope.child("fc1"), x, in, hidden);
    return linear(scope.child("fc2"), new SDTransformer(scope.graph()).gelu(h), hidden, out);
  }
}
