package org.mast4j.ssl.evaluate;

import java.util.Arrays;
import java.util.stream.IntStream;

/** What logistic regression makes small: a mean over clips of what their logits cost. */
interface Loss {
  /** Logits below which waking other threads costs more than it saves. */
  int PARALLEL_LOGITS = 1 << 17;

  /** How many logits a clip has. */
  int classes();

  /**
   * Turns logits [n, classes], row by row, into the loss's gradient by them.
   *
   * @return the loss
   */
  double differentiate(double[] logits);

  /** The clips' indices, for as many threads as the logits are worth. */
  static IntStream clips(double[] logits, int count) {
    IntStream clips = IntStream.range(0, count);
    return logits.length < PARALLEL_LOGITS ? clips : clips.parallel();
  }

  /** Adds the bias, the values from {@code offset} on, to each row of logits. */
  default void shift(double[] logits, double[] bias, int offset) {
    for (int i = 0; i < logits.length; i++) {
      logits[i] += bias[offset + i % classes()];
    }
  }

  /** Puts the sums of the columns where a gradient keeps the bias's. */
  default void sum(double[] errors, double[] gradient, int offset) {
    Arrays.fill(gradient, offset, offset + classes(), 0);
    for (int i = 0; i < errors.length; i++) {
      gradient[offset + i % classes()] += errors[i];
    }
  }
}
