package org.mast4j.zoo.ast;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.settings.Require;
import org.mast4j.settings.Scale;
import org.mast4j.settings.Setting;
import org.mast4j.zoo.AttentionMap;
import org.mast4j.zoo.BlockSize;
import org.mast4j.zoo.EncoderChain;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.Flops;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.exchange.PositionEmbeddings;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.weights.Weights;

/**
 * An AST; the defaults are the paper's. Start from a preset of {@link AstVariants} and change it by
 * {@code withX}.
 */
@RecordBuilder
public record AstConfig(
    @Setting(value = "Input and patches.", byDefault = "{frames: 1024}") PatchGrid grid,
    @Setting(value = "D, the width of a token.", byDefault = "768") int width,
    @Setting(value = "Attention heads of each block.", byDefault = "12") int heads,
    @Setting(value = "Blocks.", byDefault = "12") int layers,
    @Setting(value = "Hidden width of the MLP.", byDefault = "3072") int intermediateWidth,
    @Setting(value = "Whether the q, k, v projection has a bias.", byDefault = "true")
        boolean qkvBias,
    // transformers'; timm's is 1e-6
    @Setting(
            value = "Added to variances in the encoder.",
            byDefault = "1e-12",
            scale = Scale.LOGARITHMIC)
        double layerNormEpsilon,
    // the encoder's in transformers, PyTorch's default of 1e-5 in YuanGongND/ast
    @Setting(
            value = "Added to variances in a classifier's normalisation.",
            byDefault = "1e-12",
            scale = Scale.LOGARITHMIC)
        double headNormEpsilon,
    @Setting(value = "Which tokens make the embedding of a clip.", byDefault = "CLASS_TOKENS")
        Pooling pooling)
    implements EncoderConfig, AstConfigBuilder.With {

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
    Require.positive("heads", heads);
    Require.that(
        width > 0 && width % heads == 0, "width", width, "a multiple of the heads, " + heads);
    Require.positive("layers", layers);
    Require.positive("intermediateWidth", intermediateWidth);
    Require.positive("layerNormEpsilon", layerNormEpsilon);
    Require.positive("headNormEpsilon", headNormEpsilon);
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
    return PositionEmbeddings.regrid(weights, AstGraph.POSITIONS, grid, fitted.grid());
  }

  @Override
  public AstConfig poolingPatches() {
    return withPooling(Pooling.PATCHES);
  }

  /** Two blocks of width 8. */
  @Override
  public AstConfig miniature() {
    return withLayers(2).withWidth(8, 2);
  }

  @Override
  public AstConfig withGrid(PatchGrid newGrid) {
    return AstConfigBuilder.With.super.withGrid(newGrid);
  }

  /** A copy of another width, with the MLP four times as wide. */
  public AstConfig withWidth(int newWidth, int newHeads) {
    return with(config -> config.width(newWidth).heads(newHeads).intermediateWidth(4 * newWidth));
  }

  /** A copy with another epsilon in every layer normalisation, a classifier's too. */
  @Override
  public AstConfig withLayerNormEpsilon(double newEpsilon) {
    return with(config -> config.layerNormEpsilon(newEpsilon).headNormEpsilon(newEpsilon));
  }
}
