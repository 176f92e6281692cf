package org.mast4j.datavec.audio.augment;

import java.io.Serializable;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.settings.Require;

/**
 * Which patches of a grid patch-drop keeps, and which it masks.
 *
 * @param share of the patches that is dropped or masked, in [0, 1)
 * @param mode which patches go, and whether a token takes their place
 */
public record PatchDrop(double share, Mode mode) implements Serializable {

  /** Every patch stays. */
  public static final PatchDrop NONE = new PatchDrop(0, Mode.GRID);

  /** What becomes of the grid. */
  public enum Mode {
    /**
     * Every frequency row keeps the same number of random time positions, in order, so that an
     * encoder which pools over the grid still can.
     */
    GRID,
    /** Any patches are dropped, as published; for encoders that take a list of patches. */
    FREE,
    /** None is dropped: any patches are replaced by a learned token. */
    MASK
  }

  public PatchDrop {
    requireShare(share);
    Objects.requireNonNull(mode, "mode");
  }

  /**
   * What is left of a view's patches.
   *
   * @param kept [K] indices into the grid's patches, ascending
   * @param masked indices into the grid's patches that a token replaces; none unless the mode masks
   */
  public record Choice(int[] kept, int[] masked) {}

  /** K, the patches that are left of a grid's; those that are masked count. */
  public int kept(PatchGrid grid) {
    return switch (mode) {
      case GRID -> grid.rows() * keptColumns(grid.columns(), share);
      case FREE -> keptPatches(grid.size(), share);
      case MASK -> grid.size();
    };
  }

  /** Draws which patches stay. */
  public Choice draw(PatchGrid grid, RandomGenerator random) {
    int[] none = {};
    return switch (mode) {
      case GRID -> new Choice(keep(grid, share, random), none);
      case FREE -> new Choice(keepAny(grid, share, random), none);
      case MASK ->
          new Choice(IntStream.range(0, grid.size()).toArray(), masked(grid, share, random));
    };
  }

  /** W' = floor(W (1 - share)), the patches that each row keeps in {@link Mode#GRID}. */
  public static int keptColumns(int columns, double share) {
    return kept(columns, share, "columns");
  }

  /** floor(N (1 - share)), the patches that stay as they are in {@link Mode#FREE} and MASK. */
  public static int keptPatches(int patches, double share) {
    return kept(patches, share, "patches");
  }

  private static int kept(int count, double share, String what) {
    requireShare(share);
    // 10 * (1 - 0.9) is 0.99999... in binary
    int kept = (int) Math.floor(count * (1 - share) + 1e-9);
    if (kept < 1) {
      throw new IllegalArgumentException(
          "dropping " + share + " of " + count + " " + what + " leaves none");
    }
    return kept;
  }

  private static void requireShare(double share) {
    Require.that(share >= 0 && share < 1, "patch-drop's share", share, "0 to below 1");
  }

  /**
   * Which patches stay in {@link Mode#GRID}.
   *
   * @return [H * W'] indices into the grid's H * W patches, row by row, ascending within a row
   */
  public static int[] keep(PatchGrid grid, double share, RandomGenerator random) {
    int columns = grid.columns();
    int keptColumns = keptColumns(columns, share);
    int[] kept = new int[grid.rows() * keptColumns];
    for (int row = 0; row < grid.rows(); row++) {
      sample(columns, keptColumns, row * columns, kept, row * keptColumns, random);
    }
    return kept;
  }

  /**
   * Which patches stay in {@link Mode#FREE}: any set of them is as likely.
   *
   * @return [keptPatches] indices into the grid's patches, ascending
   */
  public static int[] keepAny(PatchGrid grid, double share, RandomGenerator random) {
    int[] kept = new int[keptPatches(grid.size(), share)];
    sample(grid.size(), kept.length, 0, kept, 0, random);
    return kept;
  }

  /**
   * Which patches {@link Mode#MASK} replaces: any set of them is as likely.
   *
   * @return [N - keptPatches] indices into the grid's patches, ascending
   */
  public static int[] masked(PatchGrid grid, double share, RandomGenerator random) {
    int[] masked = new int[grid.size() - keptPatches(grid.size(), share)];
    sample(grid.size(), masked.length, 0, masked, 0, random);
    return masked;
  }

  /**
   * Writes {@code wanted} of {@code count} numbers, from {@code first} on, to {@code out}.
   * Selection sampling (Knuth 3.4.2 S): each set of them is as likely, and comes sorted.
   */
  private static void sample(
      int count, int wanted, int first, int[] out, int offset, RandomGenerator random) {
    int next = offset;
    int missing = wanted;
    for (int i = 0; missing > 0; i++) {
      if (random.nextInt(count - i) < missing) {
        out[next++] = first + i;
        missing--;
      }
    }
  }
}
