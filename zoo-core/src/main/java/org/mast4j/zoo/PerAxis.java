package org.mast4j.zoo;

import org.mast4j.settings.Require;
import org.mast4j.settings.Setting;

/** A stride or a kernel size over a {@link TokenGrid}. */
public record PerAxis(@Setting("Over frequency.") int rows, @Setting("Over time.") int columns) {
  public PerAxis {
    Require.positive("rows", rows);
    Require.positive("columns", columns);
  }

  /** The same number over both axes. */
  public static PerAxis square(int side) {
    return new PerAxis(side, side);
  }

  /** Rows times columns. */
  public int product() {
    return rows * columns;
  }

  /** Both strides, one after the other. */
  public PerAxis times(PerAxis other) {
    return new PerAxis(rows * other.rows, columns * other.columns);
  }

  @Override
  public String toString() {
    return rows + " x " + columns;
  }
}
