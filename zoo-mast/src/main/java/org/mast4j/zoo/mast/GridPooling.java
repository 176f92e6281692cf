package org.mast4j.zoo.mast;

import java.util.function.UnaryOperator;
import org.mast4j.zoo.PerAxis;
import org.mast4j.zoo.TokenGrid;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Pooling of the tokens that lie in a grid; a class token passes by.
 *
 * @param grid of the tokens that are pooled
 * @param stride of the pooling
 * @param classToken whether a class token is in front of them
 */
record GridPooling(TokenGrid grid, PerAxis stride, boolean classToken) {
  /**
   * [B*N, width] to [B*N', width].
   *
   * @param pooling does it to the grid's tokens alone
   */
  SDVariable of(SDVariable x, int width, UnaryOperator<SDVariable> pooling) {
    if (!classToken) {
      return pooling.apply(x);
    }
    SDVariable tokens = x.reshape(-1, 1 + grid.size(), width); // [B, N, width]
    SDVariable first = tokens.get(SDIndex.all(), SDIndex.interval(0, 1), SDIndex.all());
    SDVariable behind =
        tokens.get(SDIndex.all(), SDIndex.interval(1, 1 + grid.size()), SDIndex.all());
    SDVariable pooled =
        pooling
            .apply(behind.reshape((long) -1, width))
            .reshape(-1, grid.pooled(stride).size(), width);
    return x.getSameDiff().concat(1, first, pooled).reshape((long) -1, width);
  }
}
