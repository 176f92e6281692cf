package org.mast4j.zoo.ast;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.AttentionMap;
import org.mast4j.zoo.BlockSize;
import org.mast4j.zoo.EncoderChain;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.Flops;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.exchange.PositionEmbeddings;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An AST. Start from a preset of {@link AstVariants} and change it by {@code withX}.
 *
 * @param grid input and patches
 * @param width D, the width of a token
 * @param heads attention heads of each block
 * @param layers blocks
 * @param intermediateWidth hidden width of the MLP
 * @param qkvBias whether the q, k, v projection has a bias
 * @param layerNormEpsilon added to variances in the encoder: 1e-12 in transformers, 1e-6 in timm
 * @param headNormEpsilon added to variances in a classifier's normalisation: the encoder's in
 *     transformers, PyTorch's default of 1e-5 in YuanGongND/ast
 * @param pooling which tokens make the embedding of a clip
 */
public record AstConfig(
    PatchGrid grid,
    int width,
    int heads,
    int layers,
    int intermediateWidth,
    boolean qkvBias,
    double layerNormEpsilon,
    double headNormEpsilon,
    Pooling pooling)
    implements EncoderConfig {

  /** Which tokens make the embedding of a clip. */
  public enum Pooling {
    /** The mean of class and distillation token, as in AST. */
    CLASS_TOKENS,
    /** The mean of all patches, as in SSAST, whose pre-training leaves the class tokens idle. */
    PATCHES
  }

  public AstConfig {
    Objects.requireNonNull(grid, "grid");
    Objects.requireNonNull(pooling, "pooling");
    require(heads > 0, "heads", heads, "a positive number");
    require(width > 0 && width % heads == 0, "width", width, "a multiple of the heads, " + heads);
    require(layers > 0, "layers", layers, "a positive number");
    require(intermediateWidth > 0, "intermediateWidth", intermediateWidth, "a positive number");
    require(layerNormEpsilon > 0, "layerNormEpsilon", layerNormEpsilon, "a positive number");
    require(headNormEpsilon > 0, "headNormEpsilon", headNormEpsilon, "a positive number");
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
  public boolean needsGrid() {
    return false;
  }

  @Override
  public boolean headNorm() {
    return true;
  }

  @Override
  public int leadingTokens() {
    return AstGraph.LEADING_TOKENS;
  }

  /** As timm's ViT and DeiT. */
  @Override
  public Set<String> undecayed() {
    return Set.of(AstGraph.CLASS_TOKEN, AstGraph.DISTILLATION_TOKEN, AstGraph.POSITIONS);
  }

  @Override
  public List<BlockSize> blocks(TokenGrid patches) {
    return Collections.nCopies(layers, new BlockSize(patches, patches, width, width, heads));
  }

  @Override
  public Flops flops() {
    int tokens = AstGraph.LEADING_TOKENS + grid.size();
    double before = Flops.product(grid.size(), grid.patchSize(), width);
    before += (layers - 1) * blockFlops(tokens, tokens);
    double whole = before + blockFlops(tokens, tokens);
    return switch (pooling) {
      case CLASS_TOKENS -> new Flops(before + blockFlops(tokens, AstGraph.LEADING_TOKENS), whole);
      case PATCHES -> new Flops(whole, whole);
    };
  }

  /** Of a block that goes on with {@code kept} of its tokens. */
  private double blockFlops(int tokens, int kept) {
    return Flops.product(kept, width, width) // queries
        + Flops.product(tokens, width, 2 * width) // keys and values
        + 2 * Flops.product(kept, width, tokens) // scores, and their mean of the values
        + Flops.product(kept, width, width)
        + 2 * Flops.product(kept, width, intermediateWidth);
  }

  @Override
  public EncoderChain chain(GraphScope scope, TokenGrid patches) {
    return new AstGraph(scope, this, patches);
  }

  /** Attention rollout (arXiv 2005.00928) to what {@link #pooling} pools, [H, W]. */
  @Override
  public AttentionMap attentionMap() {
    return new AttentionMap(
        AstGraph.probabilities(this), attention -> Rollout.map(this, attention));
  }

  /** Cuts and resizes the learned positions as {@link PositionEmbeddings} says. */
  @Override
  public Weights regrid(Weights weights, EncoderConfig fitted) {
    String key = AstGraph.POSITIONS;
    INDArray positions = weights.get(key);
    TokenGrid tokens = TokenGrid.of(fitted.grid());
    return weights.with(key, PositionEmbeddings.regrid(positions, TokenGrid.of(grid), tokens));
  }

  @Override
  public AstConfig withGrid(PatchGrid newGrid) {
    return with(draft -> draft.grid = newGrid);
  }

  /** A copy of another width, with the MLP four times as wide. */
  public AstConfig withWidth(int newWidth, int newHeads) {
    return with(
        draft -> {
          draft.width = newWidth;
          draft.heads = newHeads;
          draft.intermediateWidth = 4 * newWidth;
        });
  }

  /** A copy with another number of blocks. */
  public AstConfig withLayers(int newLayers) {
    return with(draft -> draft.layers = newLayers);
  }

  /** A copy whose MLP has another hidden width. */
  public AstConfig withIntermediateWidth(int newIntermediateWidth) {
    return with(draft -> draft.intermediateWidth = newIntermediateWidth);
  }

  /** A copy whose q, k, v projection has a bias, or hasn't. */
  public AstConfig withQkvBias(boolean newQkvBias) {
    return with(draft -> draft.qkvBias = newQkvBias);
  }

  /** A copy with another epsilon in every layer normalisation, a classifier's too. */
  public AstConfig withLayerNormEpsilon(double newEpsilon) {
    return with(
        draft -> {
          draft.layerNormEpsilon = newEpsilon;
          draft.headNormEpsilon = newEpsilon;
        });
  }

  /** A copy with another epsilon in a classifier's layer normalisation alone. */
  public AstConfig withHeadNormEpsilon(double newEpsilon) {
    return with(draft -> draft.headNormEpsilon = newEpsilon);
  }

  /** A copy whose embedding is made of other tokens. */
  public AstConfig withPooling(Pooling newPooling) {
    return with(draft -> draft.pooling = newPooling);
  }

  private AstConfig with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.build();
  }

  /** The fields under construction, by name: nine positional arguments would be swapped. */
  private static final class Draft {
    PatchGrid grid;
    int width;
    int heads;
    int layers;
    int intermediateWidth;
    boolean qkvBias;
    double layerNormEpsilon;
    double headNormEpsilon;
    Pooling pooling;

    Draft(AstConfig config) {
      grid = config.grid;
      width = config.width;
      heads = config.heads;
      layers = config.layers;
      intermediateWidth = config.intermediateWidth;
      qkvBias = config.qkvBias;
      layerNormEpsilon = config.layerNormEpsilon;
      headNormEpsilon = config.headNormEpsilon;
      pooling = config.pooling;
    }

    AstConfig build() {
      return new AstConfig(
          grid,
          width,
          heads,
          layers,
          intermediateWidth,
          qkvBias,
          layerNormEpsilon,
          headNormEpsilon,
          pooling);
    }
  }
}
