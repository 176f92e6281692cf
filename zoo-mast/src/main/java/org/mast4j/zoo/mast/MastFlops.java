package org.mast4j.zoo.mast;

import java.util.List;
import org.mast4j.zoo.Flops;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.mast.MastConfig.RelativeIndex;

/** Counts the floating-point operations of a MAST. */
final class MastFlops {
  private MastFlops() {}

  static Flops of(MastConfig config) {
    double flops =
        Flops.product(config.grid().size(), config.grid().patchSize(), config.widths().get(0));
    List<BlockConfig> blocks = BlockConfig.of(config, TokenGrid.of(config.grid()));
    BlockConfig last = blocks.get(blocks.size() - 1);
    for (BlockConfig block : blocks.subList(0, blocks.size() - 1)) {
      flops += ofAll(config, block);
    }
    double whole = flops + ofAll(config, last);
    return new Flops(
        config.readsClassTokenAlone() ? flops + ofClassToken(config, last) : whole, whole);
  }

  private static double ofAll(MastConfig config, BlockConfig block) {
    int leading = config.leadingTokens();
    double tokens = leading + block.grid().size();
    double queries = leading + block.queries().size();
    int width = block.attentionWidth();
    double flops = attention(config, block, tokens, queries);
    flops += convolution(config, block.queries(), width, block.queryStride().product());
    if (config.relativeIndex() != RelativeIndex.NONE) {
      int positions = block.keys().rows() + block.keys().columns();
      flops += Flops.product(block.queries().size(), width, positions);
    }
    return flops + mlp(config, block, queries);
  }

  /** Of a block that goes on with it alone: it is pooled with nothing, and has no position. */
  private static double ofClassToken(MastConfig config, BlockConfig block) {
    return attention(config, block, 1, 1) + mlp(config, block, 1);
  }

  /**
   * An attention and its shortcut, without the pooling of queries and relative positions.
   *
   * @param tokens of which queries are made
   * @param queries after pooling
   */
  private static double attention(
      MastConfig config, BlockConfig block, double tokens, double queries) {
    int leading = config.leadingTokens();
    double all = leading + block.grid().size();
    double keys = leading + block.keys().size();
    int width = block.attentionWidth();
    double flops = Flops.product(tokens, block.width(), width);
    flops += Flops.product(all, block.width(), 2 * width); // keys and values
    flops += width == block.width() ? 0 : Flops.product(tokens, block.width(), width); // shortcut
    flops += 2 * convolution(config, block.keys(), width, block.keyStride().product());
    flops += 2 * Flops.product(queries, width, keys); // scores, and their mean of the values
    return flops + Flops.product(queries, width, width);
  }

  /** Depth-wise pooling to a grid; where kernel and stride are both 1 x 1 there is none. */
  private static double convolution(MastConfig config, TokenGrid pooled, int width, int stride) {
    int kernel = config.poolKernel().product();
    return kernel == 1 && stride == 1 ? 0 : Flops.product(pooled.size(), kernel, width);
  }

  private static double mlp(MastConfig config, BlockConfig block, double tokens) {
    int width = block.attentionWidth();
    int hidden = block.mlpWidth(config.mlpRatio());
    double flops = Flops.product(tokens, width, hidden);
    flops += Flops.product(tokens, hidden, block.outWidth());
    return width == block.outWidth()
        ? flops
        : flops + Flops.product(tokens, width, block.outWidth()); // shortcut
  }
}
