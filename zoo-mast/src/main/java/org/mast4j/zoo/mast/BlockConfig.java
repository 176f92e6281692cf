package org.mast4j.zoo.mast;

import java.util.ArrayList;
import java.util.List;
import org.mast4j.zoo.BlockSize;
import org.mast4j.zoo.PerAxis;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.mast.MastConfig.RelativeIndex;

/**
 * One block of a MAST, with all that differs between blocks.
 *
 * @param stage from 0
 * @param index in its stage, from 0
 * @param width of its input
 * @param attentionWidth of its attention's output
 * @param outWidth of its output
 * @param heads of its attention
 * @param queryStride of its query pooling
 * @param keyStride of its key and value pooling
 * @param grid of its input's patch tokens
 * @param tableGrid the token grid of its input for which its tables are sized
 */
record BlockConfig(
    int stage,
    int index,
    int width,
    int attentionWidth,
    int outWidth,
    int heads,
    PerAxis queryStride,
    PerAxis keyStride,
    TokenGrid grid,
    TokenGrid tableGrid) {

  /**
   * The blocks from input to output.
   *
   * @param patches the grid in which the patches lie
   * @throws IllegalArgumentException if no table is left for a late block
   */
  static List<BlockConfig> of(MastConfig config, TokenGrid patches) {
    List<BlockConfig> blocks = new ArrayList<>();
    int stages = config.depths().size();
    int width = config.widths().get(0);
    TokenGrid grid = patches;
    TokenGrid tableGrid = config.tableGrid();
    PerAxis pooled = PerAxis.square(1); // by the block before
    for (int stage = 0; stage < stages; stage++) {
      boolean last = stage == stages - 1;
      int stageWidth = config.widths().get(config.expandAttention() || last ? stage : stage + 1);
      for (int index = 0; index < config.depths().get(stage); index++) {
        boolean widens = config.expandAttention() || index == config.depths().get(stage) - 1;
        int outWidth = widens ? stageWidth : width;
        PerAxis queryStride = index == 0 ? config.queryStrides().get(stage) : PerAxis.square(1);
        grid = grid.pooled(pooled);
        tableGrid = tableGrid(config, tableGrid, pooled);
        blocks.add(
            new BlockConfig(
                stage,
                index,
                width,
                config.expandAttention() ? outWidth : width,
                outWidth,
                config.heads().get(stage),
                queryStride,
                config.keyStrides().get(stage),
                grid,
                tableGrid));
        pooled = queryStride;
        width = outWidth;
      }
    }
    return blocks;
  }

  private static TokenGrid tableGrid(MastConfig config, TokenGrid before, PerAxis stride) {
    if (config.relativeIndex() != RelativeIndex.TIMM) {
      return before.pooled(stride);
    }
    // timm's feat_size is rounded down, though its tokens pool by rounding up.
    int rows = before.rows() / stride.rows();
    int columns = before.columns() / stride.columns();
    if (rows == 0 || columns == 0) {
      throw new IllegalArgumentException(
          "tableGrid "
              + config.tableGrid()
              + " is too small for query strides "
              + config.queryStrides()
              + ": a late block has no relative-position table; use a larger tableGrid");
    }
    return new TokenGrid(rows, columns);
  }

  /** Where its parameters are: "stages/1/blocks/0". */
  String scope() {
    return "stages/" + stage + "/blocks/" + index;
  }

  /** Grid of its pooled queries, in which its output's patch tokens lie. */
  TokenGrid queries() {
    return grid.pooled(queryStride);
  }

  /** Grid of its pooled keys and values. */
  TokenGrid keys() {
    return grid.pooled(keyStride);
  }

  /** Hidden width of its MLP. */
  int mlpWidth(double ratio) {
    return (int) (attentionWidth * ratio);
  }

  BlockSize size() {
    return new BlockSize(grid, queries(), width, outWidth, heads);
  }
}
