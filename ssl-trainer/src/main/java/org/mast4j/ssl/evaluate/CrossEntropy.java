package org.mast4j.ssl.evaluate;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The mean cross-entropy of softmax over clips.
 *
 * @param labels class index of each clip
 * @param classes how many there are
 */
record CrossEntropy(int[] labels, int classes) {

  /**
   * Turns logits [n, classes], row by row, into the loss's gradient by them.
   *
   * @return the loss
   */
  double differentiate(double[] logits) {
    int n = labels.length;
    double[] losses = new double[n];
    IntStream.range(0, n)
        .parallel()
        .forEach(
            i -> {
              losses[i] = softmax(logits, i);
              logits[i * classes + labels[i]] -= 1;
              for (int at = i * classes; at < (i + 1) * classes; at++) {
                logits[at] /= n;
              }
            });
    return DoubleStream.of(losses).sum() / n;
  }

  /** Adds the bias, the values from {@code offset} on, to each row of logits. */
  void shift(double[] logits, double[] bias, int offset) {
    for (int i = 0; i < logits.length; i++) {
      logits[i] += bias[offset + i % classes];
    }
  }

  /** Puts the sums of the columns where a gradient keeps the bias's. */
  void sum(double[] errors, double[] gradient, int offset) {
    Arrays.fill(gradient, offset, offset + classes, 0);
    for (int i = 0; i < errors.length; i++) {
      gradient[offset + i % classes] += errors[i];
    }
  }

  /** Turns a row of logits into probabilities; the cross-entropy of its label. */
  private double softmax(double[] logits, int row) {
    int from = row * classes;
    double max = logits[from];
    for (int c = 1; c < classes; c++) {
      max = Math.max(max, logits[from + c]);
    }
    double ofLabel = logits[from + labels[row]] - max;
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      logits[from + c] = Math.exp(logits[from + c] - max);
      sum += logits[from + c];
    }
    for (int c = 0; c < classes; c++) {
      logits[from + c] /= sum;
    }
    return Math.log(sum) - ofLabel;
  }
}
