package org.mast4j.ssl.pretrain.ssast;

import java.util.BitSet;
import java.util.random.RandomGenerator;
import org.mast4j.datavec.audio.patch.PatchGrid;

/**
 * Which patches SSAST hides, drawn as in YuanGongND/ssast, {@code gen_maskid_patch} and {@code
 * gen_maskid_frame} of src/models/ast_models.py.
 *
 * <p>Squares of patches, all of one clip of the same random side, are laid anywhere until there are
 * more patches than wanted; the surplus is taken off the end. A square that reaches beyond a row's
 * end goes on in the next one, and the first patch is never hidden: so it is there, too. A grid of
 * one row hides single patches, any set of them as likely.
 *
 * @param grid of the clips
 * @param count M, patches hidden of each clip
 * @param minSide of the squares
 * @param maxSide of the squares
 */
record PatchMasks(PatchGrid grid, int count, int minSide, int maxSide) {

  PatchMasks {
    if (grid.size() <= count + 1) {
      throw new IllegalArgumentException(
          ("maskedPatches %d of a grid of %d x %d = %d patches; expected at most %d, since some must"
                  + " be left")
              .formatted(count, grid.rows(), grid.columns(), grid.size(), grid.size() - 2));
    }
  }

  /**
   * As configured.
   *
   * @throws IllegalArgumentException if the grid hasn't more patches than are to be hidden
   */
  static PatchMasks of(SsastConfig config, PatchGrid grid) {
    return new PatchMasks(grid, config.masked(grid), config.minCluster(), config.maxCluster());
  }

  /** The indices of a clip's M hidden patches, ascending. */
  int[] draw(RandomGenerator random) {
    BitSet hidden = grid.rows() == 1 ? frames(random) : squares(random);
    return hidden.stream().limit(count).toArray();
  }

  private BitSet squares(RandomGenerator random) {
    int side = random.nextInt(minSide, maxSide + 1);
    BitSet hidden = new BitSet(grid.size());
    while (hidden.cardinality() <= count) {
      int start = random.nextInt(grid.size());
      for (int i = 0; i < side; i++) {
        for (int j = 0; j < side; j++) {
          int patch = start + grid.columns() * i + j;
          if (patch > 0 && patch < grid.size()) {
            hidden.set(patch);
          }
        }
      }
    }
    return hidden;
  }

  private BitSet frames(RandomGenerator random) {
    BitSet hidden = new BitSet(grid.size());
    while (hidden.cardinality() < count) {
      hidden.set(random.nextInt(grid.size()));
    }
    return hidden;
  }
}
