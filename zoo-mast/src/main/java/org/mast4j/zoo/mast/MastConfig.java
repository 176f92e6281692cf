package org.mast4j.zoo.mast;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.List;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.Encoding;
import org.mast4j.zoo.PatchInput;
import org.mast4j.zoo.PerAxis;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.graph.GraphScope;

/**
 * A MAST. Start from a preset of {@link MastVariants} and change it by {@code withX}.
 *
 * @param grid input and patches
 * @param depths blocks of each stage
 * @param widths token width of each stage
 * @param heads attention heads of each stage
 * @param mlpRatio hidden width of the MLP over its input's
 * @param qkvBias whether the q, k, v projection has a bias
 * @param keyStride stride of key and value pooling in the first stage; divided by the query strides
 *     from stage to stage, down to 1 (timm's {@code stride_kv_adaptive})
 * @param residualPooling whether the pooled query is added to the attention's output
 * @param expandAttention widen in the attention of a stage's first block (timm), or else in the MLP
 *     of the previous stage's last one (the paper's text)
 * @param finalNorm normalise the tokens before their mean and give the head none (timm's
 *     classifier), or else take their plain mean and let the head normalise (the paper's code)
 * @param layerNormEpsilon added to variances
 * @param tableGrid token grid of the first stage for which the relative-position tables are sized;
 *     56 x 56 in ImageNet weights
 * @param relativeIndex how the tables are indexed on other grids
 */
public record MastConfig(
    PatchGrid grid,
    List<Integer> depths,
    List<Integer> widths,
    List<Integer> heads,
    double mlpRatio,
    boolean qkvBias,
    int keyStride,
    boolean residualPooling,
    boolean expandAttention,
    boolean finalNorm,
    double layerNormEpsilon,
    TokenGrid tableGrid,
    RelativeIndex relativeIndex)
    implements EncoderConfig {

  /** How a relative-position table that was sized for one grid is indexed on another. */
  public enum RelativeIndex {
    /** timm's: distances are counted from the run's own key grid. */
    TIMM,
    /** Distance 0 is always the same row, that of the table's own grid. */
    CENTRED
  }

  /** Stride of query pooling at each later stage's start. */
  static final int QUERY_STRIDE = 2;

  /** Side of the depth-wise pooling kernels. */
  static final int POOL_KERNEL = 3;

  public MastConfig {
    depths = List.copyOf(depths);
    widths = List.copyOf(widths);
    heads = List.copyOf(heads);
    require(!depths.isEmpty(), "depths", depths, "at least one stage");
    require(widths.size() == depths.size(), "widths", widths, "one a stage, as depths " + depths);
    require(heads.size() == depths.size(), "heads", heads, "one a stage, as depths " + depths);
    for (int i = 0; i < depths.size(); i++) {
      require(depths.get(i) > 0, "depths", depths, "positive numbers");
      require(heads.get(i) > 0, "heads", heads, "positive numbers");
      require(
          widths.get(i) > 0 && widths.get(i) % heads.get(i) == 0,
          "widths",
          widths,
          "positive multiples of heads " + heads);
      if (!expandAttention && i > 0) {
        require(widths.get(i - 1) % heads.get(i - 1) == 0, "widths", widths, "multiples of heads");
      }
    }
    require(mlpRatio > 0, "mlpRatio", mlpRatio, "a positive number");
    require(keyStride > 0, "keyStride", keyStride, "a positive number");
    require(layerNormEpsilon > 0, "layerNormEpsilon", layerNormEpsilon, "a positive number");
  }

  private static void require(boolean holds, String field, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(field + " " + value + "; expected " + expected);
    }
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
  public Encoding encode(GraphScope scope, PatchInput input) {
    return Mast.encode(scope, this, input);
  }

  /** The blocks from input to output, with all that differs between them. */
  @JsonIgnore
  List<BlockConfig> blocks() {
    List<BlockConfig> blocks = new ArrayList<>();
    int width = widths.get(0);
    int keyStride = this.keyStride;
    TokenGrid tableGrid = this.tableGrid;
    for (int stage = 0; stage < depths.size(); stage++) {
      boolean last = stage == depths.size() - 1;
      int stageWidth = expandAttention || last ? widths.get(stage) : widths.get(stage + 1);
      if (stage > 0) {
        keyStride = Math.max(keyStride / QUERY_STRIDE, 1);
      }
      for (int block = 0; block < depths.get(stage); block++) {
        int queryStride = stage > 0 && block == 0 ? QUERY_STRIDE : 1;
        boolean widens = expandAttention || block == depths.get(stage) - 1;
        int outWidth = widens ? stageWidth : width;
        blocks.add(
            new BlockConfig(
                stage,
                block,
                width,
                outWidth,
                heads.get(stage),
                queryStride,
                keyStride,
                tableGrid));
        tableGrid = tableGrid.pooled(PerAxis.square(queryStride));
        width = outWidth;
      }
    }
    return blocks;
  }

  /**
   * One block.
   *
   * @param width of its input
   * @param outWidth of its output
   * @param tableGrid the token grid of its input for which its tables are sized
   */
  record BlockConfig(
      int stage,
      int index,
      int width,
      int outWidth,
      int heads,
      int queryStride,
      int keyStride,
      TokenGrid tableGrid) {}

  @Override
  public MastConfig withGrid(PatchGrid newGrid) {
    return copy(newGrid, depths, widths, heads, finalNorm, tableGrid, relativeIndex);
  }

  /** A copy with other stages; widths and heads double from stage to stage. */
  public MastConfig withStages(List<Integer> newDepths, int firstWidth, int firstHeads) {
    List<Integer> newWidths = new ArrayList<>();
    List<Integer> newHeads = new ArrayList<>();
    for (int i = 0; i < newDepths.size(); i++) {
      newWidths.add(firstWidth << i);
      newHeads.add(firstHeads << i);
    }
    return copy(grid, newDepths, newWidths, newHeads, finalNorm, tableGrid, relativeIndex);
  }

  /** A copy with freely chosen stages. */
  public MastConfig withStages(
      List<Integer> newDepths, List<Integer> newWidths, List<Integer> newHeads) {
    return copy(grid, newDepths, newWidths, newHeads, finalNorm, tableGrid, relativeIndex);
  }

  /** A copy that normalises tokens before their mean (timm), or doesn't (the paper's code). */
  public MastConfig withFinalNorm(boolean newFinalNorm) {
    return copy(grid, depths, widths, heads, newFinalNorm, tableGrid, relativeIndex);
  }

  /** A copy with relative-position tables for another grid and another way to index them. */
  public MastConfig withTables(TokenGrid newTableGrid, RelativeIndex newIndex) {
    return copy(grid, depths, widths, heads, finalNorm, newTableGrid, newIndex);
  }

  /** A copy that widens in the attention (timm) or in the MLP (the paper's text). */
  public MastConfig withExpandAttention(boolean newExpandAttention) {
    return new MastConfig(
        grid,
        depths,
        widths,
        heads,
        mlpRatio,
        qkvBias,
        keyStride,
        residualPooling,
        newExpandAttention,
        finalNorm,
        layerNormEpsilon,
        tableGrid,
        relativeIndex);
  }

  private MastConfig copy(
      PatchGrid newGrid,
      List<Integer> newDepths,
      List<Integer> newWidths,
      List<Integer> newHeads,
      boolean newFinalNorm,
      TokenGrid newTableGrid,
      RelativeIndex newIndex) {
    return new MastConfig(
        newGrid,
        newDepths,
        newWidths,
        newHeads,
        mlpRatio,
        qkvBias,
        keyStride,
        residualPooling,
        expandAttention,
        newFinalNorm,
        layerNormEpsilon,
        newTableGrid,
        newIndex);
  }
}
