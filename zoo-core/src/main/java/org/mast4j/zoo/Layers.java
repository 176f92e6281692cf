package org.mast4j.zoo;

import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Initializer;
import org.mast4j.zoo.graph.SDTransformer;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Layers with their parameters, as checkpoints name them: weight and bias of the given scope. */
public final class Layers {
  /** The parameter, [1, 1, D], that stands in for masked patches; only pre-training has it. */
  public static final String MASK_TOKEN = "mask_token";

  /** Standard deviation of a linear layer's initial weights, in ViT, AST and MViTv2. */
  private static final double LINEAR_STD = 0.02;

  private Layers() {}

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
            scope.parameter("weight", Initializer.truncatedNormal(LINEAR_STD), out, in),
            scope.parameter("bias", Initializer.ZEROS, out));
  }

  /**
   * A layer normalisation.
   *
   * @param x [rows, dim]
   */
  public static SDVariable norm(GraphScope scope, SDVariable x, int dim, EncoderConfig config) {
    return norm(scope, x, dim, config.layerNormEpsilon());
  }

  /**
   * A layer normalisation with an epsilon of its own.
   *
   * @param x [rows, dim]
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

  /**
   * The patch embedding: a convolution on the spectrogram, as a linear layer on its patches, at
   * {@code patch_embed/proj}. A {@code mask_token} stands in for masked patches.
   *
   * @param scope the encoder's
   * @param input [B, K, P], a patch frequency-major
   * @return [B*K, width]
   */
  public static SDVariable patchEmbedding(
      GraphScope scope, PatchInput input, EncoderConfig config, int width) {
    int height = config.grid().patchMels();
    int length = config.grid().patchFrames();
    int size = config.grid().patchSize();
    Initializer init = Initializer.fanInUniform(size);
    // The checkpoint's convolution kernel is [D, 1, 16, 16], over frequency, then time.
    GraphScope projection = scope.child("patch_embed/proj");
    SDVariable kernel = projection.parameter("weight", init, width, 1, height, length);
    SDVariable bias = projection.parameter("bias", init, width);
    SDVariable embedded =
        new SDTransformer(scope.graph())
            .linear(input.patches().reshape(-1, size), kernel.reshape(width, size), bias);
    return input.masked().map(masked -> mask(scope, embedded, masked, width)).orElse(embedded);
  }

  /** The token where {@code masked}, [B, K], is 1, the embedding where it is 0; [B*K, width]. */
  private static SDVariable mask(
      GraphScope scope, SDVariable embedded, SDVariable masked, int width) {
    SDVariable token = scope.parameter(MASK_TOKEN, Initializer.truncatedNormal(0.02), 1, 1, width);
    SDVariable column = masked.reshape(-1, 1);
    SDVariable tokens = scope.graph().mmul(column, token.reshape(1, width));
    return embedded.mul(column.rsub(1)).add(tokens);
  }

  /**
   * The learned absolute positions of an input's patches.
   *
   * @param positions [1, e + N, D], behind those of e extra tokens the grid's N
   * @return [1, N, D], or [B, K, D] where patches are dropped
   * @throws IllegalArgumentException if the input isn't the whole grid and doesn't say which
   *     patches are kept
   */
  public static SDVariable patchPositions(
      SDVariable positions, int extraTokens, PatchInput input, PatchGrid grid, int width) {
    int count = input.grid().size();
    if (input.kept().isEmpty() && count != grid.size()) {
      throw new IllegalArgumentException(
          count + " patches; expected all " + grid.size() + ", or which of them are kept");
    }
    SameDiff graph = positions.getSameDiff();
    SDVariable ofGrid =
        graph.slice(positions, new int[] {0, extraTokens, 0}, 1, grid.size(), width);
    // Nothing is added that isn't used: as a DL4J layer, a graph with a loose end has two losses.
    return input
        .kept()
        .map(
            kept ->
                new SDTransformer(graph)
                    .pickRows(kept, ofGrid.reshape(grid.size(), width), grid.size())
                    .reshape(-1, count, width))
        .orElse(ofGrid);
  }
}
