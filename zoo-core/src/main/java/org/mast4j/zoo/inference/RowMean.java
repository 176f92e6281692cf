package org.mast4j.zoo.inference;

import java.util.Arrays;

/** The mean of rows of one length, used for one clip after another. */
final class RowMean {
  private final double[] sum;
  private int count;

  RowMean(int length) {
    this.sum = new double[length];
  }

  int length() {
    return sum.length;
  }

  void add(float[] row) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += row[i];
    }
    count++;
  }

  /** Writes the mean of the rows since the last time. */
  void take(float[] mean) {
    for (int i = 0; i < sum.length; i++) {
      mean[i] = (float) (sum[i] / count);
    }
    Arrays.fill(sum, 0);
    count = 0;
  }
}
