package org.mast4j.zoo.ast;

import java.util.List;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Attention rollout (Abnar and Zuidema, arXiv 2005.00928): how much of each patch reaches the
 * embedding if every block passes on half of a token and half of what it attends to.
 */
final class Rollout {
  private Rollout() {}

  /**
   * The patches' shares in what is pooled: their sum and those of the class tokens sum to 1.
   *
   * @param attention of each block from the first on, [n, n], the mean of the heads
   * @return [H, W]
   */
  static INDArray map(AstConfig config, List<INDArray> attention) {
    PatchGrid grid = config.grid();
    int leading = AstGraph.LEADING_TOKENS;
    // One row is enough: from the last block back, it takes a product with a vector for each.
    INDArray row = Nd4j.zeros(attention.get(0).dataType(), 1, (long) leading + grid.size());
    switch (config.pooling()) {
      case CLASS_TOKENS -> tokens(row, 0, leading).assign(1.0 / leading);
      case PATCHES -> tokens(row, leading, leading + grid.size()).assign(1.0 / grid.size());
    }
    for (int block = attention.size() - 1; block >= 0; block--) {
      row = row.mmul(attention.get(block)).addi(row).muli(0.5);
    }
    return tokens(row, leading, leading + grid.size())
        .dup('c')
        .reshape(grid.rows(), grid.columns());
  }

  private static INDArray tokens(INDArray row, int from, int to) {
    return row.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
  }
}
