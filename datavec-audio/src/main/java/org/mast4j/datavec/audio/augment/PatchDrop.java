package org.mast4j.datavec.audio.augment;

import java.util.random.RandomGenerator;
import org.mast4j.datavec.audio.patch.PatchGrid;

/**
 * Drops patches and leaves a grid: every frequency row keeps the same number of random time
 * positions, in order, so that an encoder which pools over the grid still can.
 */
public final class PatchDrop {

  private PatchDrop() {}

  /** W' = floor(W (1 - share)), the patches that each row keeps. */
  public static int keptColumns(int columns, double share) {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException("the share dropped must lie in [0, 1), was " + share);
    }
    // 10 * (1 - 0.9) is 0.99999... in binary
    int kept = (int) Math.floor(columns * (1 - share) + 1e-9);
    if (kept < 1) {
      throw new IllegalArgumentException(
          "dropping " + share + " of " + columns + " columns leaves none");
    }
    return kept;
  }

  /**
   * Which patches stay.
   *
   * @return [H * W'] indices into the grid's H * W patches, row by row, ascending within a row
   */
  public static int[] keep(PatchGrid grid, double share, RandomGenerator random) {
    int columns = grid.columns();
    int keptColumns = keptColumns(columns, share);
    int[] kept = new int[grid.rows() * keptColumns];
    int next = 0;
    for (int row = 0; row < grid.rows(); row++) {
      // Selection sampling (Knuth 3.4.2 S): each set of positions is as likely, and comes sorted.
      int wanted = keptColumns;
      for (int column = 0; wanted > 0; column++) {
        if (random.nextInt(columns - column) < wanted) {
          kept[next++] = row * columns + column;
          wanted--;
        }
      }
    }
    return kept;
  }
}
