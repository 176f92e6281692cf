package org.mast4j.zoo.mast;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.ArrayList;
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
import org.mast4j.zoo.PerAxis;
import org.mast4j.zoo.RelativeTables;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.exchange.PositionEmbeddings;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.weights.Weights;

/**
 * A MAST, that is any MViTv2 of timm (its {@code MultiScaleVitCfg}) on a spectrogram. Start from a
 * preset of {@link MastVariants} and change it by {@code withX}.
 *
 * <p>What a config.json of before the fields {@code queryStrides}, {@code keyStrides} (then one
 * number, {@code keyStride}), {@code poolKernel}, {@code classToken}, {@code absolutePositions} and
 * {@code globalPool} lacks is read as the paper's model has it; see {@link MastVariants#upgrade}.
 *
 * <p>The defaults are the paper's model.
 */
@RecordBuilder
public record MastConfig(
    @Setting("Input and patches.") PatchGrid grid,
    @Setting(value = "Blocks of each stage.", byDefault = "[1, 2, 11, 2]") List<Integer> depths,
    @Setting(value = "Token width of each stage.", byDefault = "[96, 192, 384, 768]")
        List<Integer> widths,
    @Setting(value = "Attention heads of each stage.", byDefault = "[1, 2, 4, 8]")
        List<Integer> heads,
    @Setting(value = "Hidden width of the MLP over its input's.", byDefault = "4") double mlpRatio,
    @Setting(value = "Whether the q, k, v projection has a bias.", byDefault = "true")
        boolean qkvBias,
    @Setting(
            value =
                "Stride of query pooling in each stage's first block; stages beyond the given list"
                    + " get MViTv2's: 1 x 1 in the first, 2 x 2 in later ones.",
            byDefault = "[]")
        List<PerAxis> queryStrides,
    // timm's stride_kv_adaptive
    @Setting(
            value =
                "Stride of key and value pooling in each stage; stages beyond the given list get"
                    + " the previous one divided by the stage's query stride, at least 1.",
            byDefault = "[{rows: 4, columns: 4}]")
        List<PerAxis> keyStrides,
    @Setting(
            value =
                "Size of the pooling kernels, odd; where kernel and stride are both 1 x 1 there is"
                    + " neither pooling nor its norm.",
            byDefault = "{rows: 3, columns: 3}")
        PerAxis poolKernel,
    @Setting(
            value = "Whether the pooled query is added to the attention's output.",
            byDefault = "true")
        boolean residualPooling,
    @Setting(
            value =
                "Widen in the attention of a stage's first block (timm), or else in the MLP of the"
                    + " previous stage's last one (the paper's text).",
            byDefault = "true")
        boolean expandAttention,
    @Setting(
            value = "Whether a class token goes in front of the patches (timm's _cls).",
            byDefault = "false")
        boolean classToken,
    @Setting(
            value = "Whether learned positions of the grid are added to the patches.",
            byDefault = "false")
        boolean absolutePositions,
    // the norm's two vectors are the encoder's
    @Setting(
            value =
                "Let the classifier read normed tokens and have no norm of its own (timm), or else"
                    + " the norm of the pooled ones (the paper's code).",
            byDefault = "false")
        boolean finalNorm,
    @Setting(
            value = "What the classifier reads of the normed tokens; unused without finalNorm.",
            byDefault = "MEAN")
        GlobalPool globalPool,
    @Setting(value = "Added to variances.", byDefault = "1e-6", scale = Scale.LOGARITHMIC)
        double layerNormEpsilon,
    // that of ImageNet weights: 224 x 224 images in 4 x 4 steps
    @Setting(
            value =
                "Token grid of the first stage for which the relative-position tables are sized.",
            byDefault = "{rows: 56, columns: 56}")
        TokenGrid tableGrid,
    @Setting(value = "How the tables are sized, and indexed on other grids.", byDefault = "TIMM")
        RelativeIndex relativeIndex)
    implements EncoderConfig, RelativeTables, MastConfigBuilder.With {

  /** What a classifier with {@code finalNorm} reads (timm's {@code global_pool}). */
  public enum GlobalPool {
    /** The mean over the patches, without a class token ("avg"). */
    MEAN,
    /** The first token, which is the class token where there is one ("token"). */
    FIRST_TOKEN
  }

  /** How a relative-position table that was sized for one grid is indexed on another. */
  public enum RelativeIndex {
    /** timm's: sized by rounding down, distances are counted from the run's own key grid. */
    TIMM,
    /** Sized as the tokens are pooled; distance 0 is always the same row, that of the table. */
    CENTRED,
    /** There is no relative position ({@code rel_pos_type} other than "spatial"). */
    NONE
  }

  public MastConfig {
    Objects.requireNonNull(grid, "grid");
    Objects.requireNonNull(poolKernel, "poolKernel");
    Objects.requireNonNull(globalPool, "globalPool");
    Objects.requireNonNull(tableGrid, "tableGrid");
    Objects.requireNonNull(relativeIndex, "relativeIndex");
    depths = List.copyOf(depths);
    widths = List.copyOf(widths);
    heads = List.copyOf(heads);
    int stages = depths.size();
    Require.that(stages > 0, "depths", depths, "at least one stage");
    Require.that(widths.size() == stages, "widths", widths, "one a stage, as depths " + depths);
    Require.that(heads.size() == stages, "heads", heads, "one a stage, as depths " + depths);
    for (int i = 0; i < stages; i++) {
      Require.that(depths.get(i) > 0, "depths", depths, "positive numbers");
      Require.that(heads.get(i) > 0, "heads", heads, "positive numbers");
      Require.that(
          widths.get(i) > 0 && widths.get(i) % heads.get(i) == 0,
          "widths",
          widths,
          "positive multiples of heads " + heads);
    }
    Require.that(!keyStrides.isEmpty(), "keyStrides", keyStrides, "at least the first stage's");
    queryStrides = StageStrides.ofQueries(queryStrides, stages);
    keyStrides = StageStrides.ofKeys(keyStrides, queryStrides);
    Require.that(
        poolKernel.rows() % 2 == 1 && poolKernel.columns() % 2 == 1,
        "poolKernel",
        poolKernel,
        "odd sizes, under which an unpooled grid keeps its size");
    Require.positive("mlpRatio", mlpRatio);
    Require.positive("layerNormEpsilon", layerNormEpsilon);
  }

  @Override
  public String architecture() {
    return MastVariants.ARCHITECTURE;
  }

  @Override
  public int outputWidth() {
    return widths.get(widths.size() - 1);
  }

  @Override
  public boolean headNorm() {
    return !finalNorm;
  }

  @Override
  public int leadingTokens() {
    return classToken ? 1 : 0;
  }

  /** Whether the embedding is the class token's, for which the last block needs no other. */
  boolean readsClassTokenAlone() {
    return classToken && finalNorm && globalPool == GlobalPool.FIRST_TOKEN;
  }

  /** As timm's MViTv2. */
  @Override
  public Set<String> undecayed() {
    return Set.of(
        MastGraph.CLASS_TOKEN,
        MastGraph.POSITIONS,
        MastAttention.TABLE_ROWS,
        MastAttention.TABLE_COLUMNS);
  }

  @Override
  public List<BlockSize> blocks(TokenGrid patches) {
    return BlockConfig.of(this, patches).stream().map(BlockConfig::size).toList();
  }

  @Override
  public Flops flops() {
    return MastFlops.of(this);
  }

  @Override
  public EncoderChain chain(GraphScope scope, TokenGrid patches) {
    return new MastGraph(scope, this, patches);
  }

  /** The last block's attention, of all its queries or of the class token where there is one. */
  @Override
  public AttentionMap attentionMap() {
    return LastAttention.map(this);
  }

  /** With tables of relative positions for that input, where the model has any. */
  @Override
  public MastConfig withGrid(PatchGrid newGrid) {
    MastConfig other = withGridOnly(newGrid);
    return relativeIndex == RelativeIndex.NONE
        ? other
        : other.withTables(TokenGrid.of(newGrid), RelativeIndex.CENTRED);
  }

  /** Two stages of one block, width 8 and 16. */
  @Override
  public MastConfig miniature() {
    return withStages(List.of(1, 1), 8, 1);
  }

  @Override
  public MastConfig withGridOnly(PatchGrid newGrid) {
    return MastConfigBuilder.With.super.withGrid(newGrid);
  }

  /** Cuts and resizes learned absolute positions, and tables that are of another size. */
  @Override
  public Weights regrid(Weights weights, EncoderConfig fitted) {
    MastConfig other = (MastConfig) fitted;
    Weights regridded =
        absolutePositions
            ? PositionEmbeddings.regrid(weights, MastGraph.POSITIONS, grid, other.grid)
            : weights;
    return MastTables.same(this, other) ? regridded : MastTables.resize(regridded, this, other);
  }

  /** A copy with other stages; widths and heads double from stage to stage. */
  public MastConfig withStages(List<Integer> newDepths, int firstWidth, int firstHeads) {
    List<Integer> newWidths = new ArrayList<>();
    List<Integer> newHeads = new ArrayList<>();
    for (int i = 0; i < newDepths.size(); i++) {
      newWidths.add(firstWidth << i);
      newHeads.add(firstHeads << i);
    }
    return withStages(newDepths, newWidths, newHeads);
  }

  /** A copy with freely chosen stages; strides of stages that are new are completed. */
  public MastConfig withStages(
      List<Integer> newDepths, List<Integer> newWidths, List<Integer> newHeads) {
    return with(config -> config.depths(newDepths).widths(newWidths).heads(newHeads));
  }

  /** A copy that pools otherwise; stages beyond the lists' ends are completed. */
  public MastConfig withStrides(List<PerAxis> newQueryStrides, List<PerAxis> newKeyStrides) {
    return with(config -> config.queryStrides(newQueryStrides).keyStrides(newKeyStrides));
  }

  /** As {@link #withStrides}, with key strides by timm's {@code stride_kv_adaptive}. */
  public MastConfig withAdaptiveStrides(List<PerAxis> newQueryStrides, PerAxis keyStride) {
    PerAxis first = newQueryStrides.isEmpty() ? PerAxis.square(1) : newQueryStrides.get(0);
    return withStrides(newQueryStrides, List.of(StageStrides.adaptive(keyStride, first)));
  }

  /** A copy with a class token, which a classifier with final norm then reads, or without. */
  @Override
  public MastConfig withClassToken(boolean newClassToken) {
    GlobalPool reads = newClassToken ? GlobalPool.FIRST_TOKEN : GlobalPool.MEAN;
    return with(config -> config.classToken(newClassToken).globalPool(reads));
  }

  /** A copy with relative-position tables for another grid and another way to index them. */
  public MastConfig withTables(TokenGrid newTableGrid, RelativeIndex newIndex) {
    return with(config -> config.tableGrid(newTableGrid).relativeIndex(newIndex));
  }
}
