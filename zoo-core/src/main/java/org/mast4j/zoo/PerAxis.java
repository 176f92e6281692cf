package org.mast4j.zoo;

import org.mast4j.settings.Require;

/**
 * A stride or a kernel size over a {@link TokenGrid}.
 *
 * @param rows over frequency
 * @param columns over time
 */
public record PerAxis(int rows, int columns) {
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
