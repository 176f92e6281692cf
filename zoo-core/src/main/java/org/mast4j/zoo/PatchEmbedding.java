package org.mast4j.zoo;

import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Initializer;
import org.mast4j.zoo.graph.SDTransformer;
import org.mast4j.zoo.graph.TransformerLayers;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** How patches become tokens, and where in the grid they lie. */
public final class PatchEmbedding {
  /** The parameter, [1, 1, D], that stands in for masked patches; only pre-training has it. */
  public static final String MASK_TOKEN = "mask_token";

  private PatchEmbedding() {}

  /**
   * The patch embedding: a convolution on the spectrogram, as a linear layer on its patches, at
   * {@code patch_embed/proj}. A {@code mask_token} stands in for masked patches.
   *
   * @param scope the encoder's
   * @param input [B, K, P], a patch frequency-major
   * @return [B*K, width]
   */
  public static SDVariable tokens(
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
    SDVariable token = TransformerLayers.token(scope, MASK_TOKEN, width);
    SDVariable column = masked.reshape(-1, 1);
    SDVariable tokens = scope.graph().mmul(column, token.reshape(1, width));
    return embedded.mul(column.rsub(1)).add(tokens);
  }

  /**
   * The learned absolute positions of an input's patches.
   *
   * @param positions [1, e + N, D], behind those of e leading tokens the grid's N
   * @return [1, N, D], or [B, K, D] where patches are dropped
   * @throws IllegalArgumentException if the input isn't the whole grid and doesn't say which
   *     patches are kept
   */
  public static SDVariable positions(
      SDVariable positions, int leadingTokens, PatchInput input, PatchGrid grid, int width) {
    int count = input.grid().size();
    if (input.kept().isEmpty() && count != grid.size()) {
      throw new IllegalArgumentException(
          count + " patches; expected all " + grid.size() + ", or which of them are kept");
    }
    SameDiff graph = positions.getSameDiff();
    SDVariable ofGrid =
        graph.slice(positions, new int[] {0, leadingTokens, 0}, 1, grid.size(), width);
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
