package org.mast4j.zoo;

import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.settings.Require;
import org.mast4j.settings.Setting;

/** The grid in which tokens lie, row-major: token n = row * columns + column. */
public record TokenGrid(
    @Setting("H, over frequency.") int rows, @Setting("W, over time.") int columns) {
  public TokenGrid {
    Require.positive("rows", rows);
    Require.positive("columns", columns);
  }

  /** The grid that a spectrogram's patches make. */
  public static TokenGrid of(PatchGrid patches) {
    return new TokenGrid(patches.rows(), patches.columns());
  }

  @Override
  public String toString() {
    return rows + " x " + columns;
  }

  /** N = H * W. */
  public int size() {
    return rows * columns;
  }

  /**
   * The grid left by pooling with an odd kernel padded by half of it: floor((L + 2p - k)/s) + 1.
   */
  public TokenGrid pooled(PerAxis stride) {
    return new TokenGrid((rows - 1) / stride.rows() + 1, (columns - 1) / stride.columns() + 1);
  }
}
