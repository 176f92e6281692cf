package org.mast4j.zoo.ast;

import java.util.Objects;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.Encoding;
import org.mast4j.zoo.PatchInput;
import org.mast4j.zoo.graph.GraphScope;

/**
 * An AST. Start from a preset of {@link AstVariants} and change it by {@code withX}.
 *
 * @param grid input and patches
 * @param width D, the width of a token
 * @param heads attention heads of each block
 * @param layers blocks
 * @param intermediateWidth hidden width of the MLP
 * @param qkvBias whether the q, k, v projection has a bias
 * @param layerNormEpsilon added to variances: 1e-12 in transformers, 1e-6 in timm
 */
public record AstConfig(
    PatchGrid grid,
    int width,
    int heads,
    int layers,
    int intermediateWidth,
    boolean qkvBias,
    double layerNormEpsilon)
    implements EncoderConfig {

  public AstConfig {
    Objects.requireNonNull(grid, "grid");
    require(heads > 0, "heads", heads, "a positive number");
    require(width > 0 && width % heads == 0, "width", width, "a multiple of the heads, " + heads);
    require(layers > 0, "layers", layers, "a positive number");
    require(intermediateWidth > 0, "intermediateWidth", intermediateWidth, "a positive number");
    require(layerNormEpsilon > 0, "layerNormEpsilon", layerNormEpsilon, "a positive number");
  }

  private static void require(boolean holds, String field, Number value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(field + " " + value + "; expected " + expected);
    }
  }

  @Override
  public String architecture() {
    return AstVariants.ARCHITECTURE;
  }

  @Override
  public int outputWidth() {
    return width;
  }

  @Override
  public boolean headNorm() {
    return true;
  }

  @Override
  public Encoding encode(GraphScope scope, PatchInput input) {
    return Ast.encode(scope, this, input);
  }

  @Override
  public AstConfig withGrid(PatchGrid newGrid) {
    return new AstConfig(
        newGrid, width, heads, layers, intermediateWidth, qkvBias, layerNormEpsilon);
  }

  /** A copy of another width, with the MLP four times as wide. */
  public AstConfig withWidth(int newWidth, int newHeads) {
    return new AstConfig(grid, newWidth, newHeads, layers, 4 * newWidth, qkvBias, layerNormEpsilon);
  }

  /** A copy with another number of blocks. */
  public AstConfig withLayers(int newLayers) {
    return new AstConfig(
        grid, width, heads, newLayers, intermediateWidth, qkvBias, layerNormEpsilon);
  }

  /** A copy whose MLP has another hidden width. */
  public AstConfig withIntermediateWidth(int newIntermediateWidth) {
    return new AstConfig(
        grid, width, heads, layers, newIntermediateWidth, qkvBias, layerNormEpsilon);
  }

  /** A copy whose q, k, v projection has a bias, or hasn't. */
  public AstConfig withQkvBias(boolean newQkvBias) {
    return new AstConfig(
        grid, width, heads, layers, intermediateWidth, newQkvBias, layerNormEpsilon);
  }

  /** A copy with another epsilon in every layer normalisation. */
  public AstConfig withLayerNormEpsilon(double newEpsilon) {
    return new AstConfig(grid, width, heads, layers, intermediateWidth, qkvBias, newEpsilon);
  }
}
