package org.mast4j.zoo.exchange;

import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Learned absolute positions for another grid, by the rule of YuanGongND/ast
 * (src/models/ast_models.py) and YuanGongND/ssast: an axis that gets shorter is cut from its
 * middle, one that gets longer is interpolated linearly.
 */
public final class PositionEmbeddings {
  private PositionEmbeddings() {}

  /**
   * Positions for {@code to}; the same array if the grids are equal.
   *
   * @param positions [1, e + H*W, D]: those of e extra tokens, which stay, and those of the grid
   * @return [1, e + H'*W', D]
   */
  public static INDArray regrid(INDArray positions, TokenGrid from, TokenGrid to) {
    if (from.equals(to)) {
      return positions;
    }
    long width = positions.size(2);
    long extra = positions.size(1) - from.size();
    INDArray grid =
        tokens(positions, extra, positions.size(1))
            .dup('c')
            .reshape('c', from.rows(), from.columns(), width); // [H, W, D]
    grid = fit(fit(grid, 1, to.columns()), 0, to.rows()); // [H', W', D]
    INDArray patches = grid.dup('c').reshape('c', 1, to.size(), width);
    return extra == 0 ? patches : Nd4j.concat(1, tokens(positions, 0, extra), patches);
  }

  /** The weights with the positions of one key for another input; all others are the same. */
  public static Weights regrid(Weights weights, String key, PatchGrid from, PatchGrid to) {
    INDArray positions = weights.get(key);
    return weights.with(key, regrid(positions, TokenGrid.of(from), TokenGrid.of(to)));
  }

  private static INDArray tokens(INDArray positions, long from, long to) {
    return positions.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to), NDArrayIndex.all());
  }

  private static INDArray fit(INDArray grid, int axis, int size) {
    int old = (int) grid.size(axis);
    if (size > old) {
      return Interpolation.linear(grid, axis, size);
    }
    int start = old / 2 - size / 2;
    return axis == 0
        ? grid.get(NDArrayIndex.interval(start, start + size))
        : grid.get(NDArrayIndex.all(), NDArrayIndex.interval(start, start + size));
  }
}
