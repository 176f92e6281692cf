package org.mast4j.ssl.evaluate;

import java.util.stream.DoubleStream;

/**
 * The mean cross-entropy of softmax over clips.
 *
 * @param labels class index of each clip
 * @param classes how many there are
 */
record CrossEntropy(int[] labels, int classes) implements Loss {

  @Override
  public double differentiate(double[] logits) {
    int n = labels.length;
    double[] losses = new double[n];
    Loss.clips(logits, n)
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
