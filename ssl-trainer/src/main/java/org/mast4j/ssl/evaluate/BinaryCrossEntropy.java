package org.mast4j.ssl.evaluate;

import java.util.stream.DoubleStream;

/**
 * The mean over clips of the sum over classes of the binary cross-entropy: a logistic regression
 * for each class, all at once.
 *
 * @param targets [n, classes], 1 where a clip has a class and 0 elsewhere
 */
record BinaryCrossEntropy(float[][] targets) implements Loss {
  @Override
  public int classes() {
    return targets[0].length;
  }

  @Override
  public double differentiate(double[] logits) {
    int n = targets.length;
    double[] losses = new double[n];
    Loss.clips(logits, n)
        .forEach(
            i -> {
              for (int c = 0; c < classes(); c++) {
                int at = i * classes() + c;
                double x = logits[at];
                losses[i] +=
                    Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x))) - targets[i][c] * x;
                logits[at] = (1 / (1 + Math.exp(-x)) - targets[i][c]) / n;
              }
            });
    return DoubleStream.of(losses).sum() / n;
  }
}
