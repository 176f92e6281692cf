package org.mast4j.zoo.ast;

import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.exchange.Interpolation;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Learned positions for another grid, by the rule of YuanGongND/ast (src/models/ast_models.py) and
 * of YuanGongND/ssast: an axis that gets shorter is cut from its middle, one that gets longer is
 * interpolated linearly. The positions of the class tokens stay.
 */
final class PositionEmbeddings {
  static final String KEY = "pos_embed";

  private PositionEmbeddings() {}

  /** The weights with positions for {@code to}; the very same if the grids have the same tokens. */
  static Weights regrid(Weights weights, PatchGrid from, PatchGrid to) {
    TokenGrid old = TokenGrid.of(from);
    TokenGrid wanted = TokenGrid.of(to);
    if (old.equals(wanted)) {
      return weights;
    }
    return weights.with(KEY, regrid(weights.get(KEY), old, wanted));
  }

  /** [1, 2 + H*W, D] to [1, 2 + H'*W', D]. */
  private static INDArray regrid(INDArray positions, TokenGrid from, TokenGrid to) {
    long width = positions.size(2);
    long extra = positions.size(1) - from.size();
    INDArray classTokens = tokens(positions, 0, extra);
    INDArray grid =
        tokens(positions, extra, positions.size(1))
            .dup('c')
            .reshape('c', from.rows(), from.columns(), width); // [H, W, D]
    grid = fit(fit(grid, 1, to.columns()), 0, to.rows()); // [H', W', D]
    return Nd4j.concat(1, classTokens, grid.dup('c').reshape('c', 1, to.size(), width));
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
