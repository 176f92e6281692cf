package org.mast4j.zoo.inference;

/**
 * Memory in which one clip after another becomes patches, and in which a row of what the graph
 * makes of them is read.
 */
final class ClipMemory {
  /** Values of the longest log-mel that is kept: 16 MB, some five minutes. */
  private static final int LONGEST = 1 << 22;

  private final float[] window;
  private final float[] patches;
  private final float[] row;
  private final RowMean mean;
  private float[] logMel = new float[0];

  /**
   * @param window values of a window's log-mel
   * @param patches values of its patches
   * @param row values of the graph's output for a window
   */
  ClipMemory(int window, int patches, int row) {
    this.window = new float[window];
    this.patches = new float[patches];
    this.row = new float[row];
    this.mean = new RowMean(row);
  }

  /** Room for a whole clip's log-mel, the last clip's if it was as long. */
  float[] logMel(int length) {
    if (length == logMel.length) {
      return logMel;
    }
    float[] made = new float[length];
    if (length <= LONGEST) {
      logMel = made;
    }
    return made;
  }

  float[] window() {
    return window;
  }

  float[] patches() {
    return patches;
  }

  float[] row() {
    return row;
  }

  RowMean mean() {
    return mean;
  }
}
