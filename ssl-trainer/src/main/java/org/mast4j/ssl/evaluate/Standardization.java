package org.mast4j.ssl.evaluate;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Features of the training clips with their statistics, standardised some columns at a time, since
 * all of them in doubles may be more than the memory holds.
 *
 * @param features [n, D]
 * @param mean [D], double
 * @param deviation [D], double
 */
record Standardization(INDArray features, INDArray mean, INDArray deviation) {
  private static final int COLUMNS = 1024;
  private static final double MIN_DEVIATION = 1e-6;

  /** Given some of the columns, standardised: [n, to - from]. */
  @FunctionalInterface
  interface Columns {
    void of(INDArray block, long from, long to);
  }

  static Standardization of(INDArray features) {
    long width = features.size(1);
    INDArray mean = Nd4j.zeros(DataType.DOUBLE, width);
    INDArray deviation = Nd4j.zeros(DataType.DOUBLE, width);
    Standardization statistics = new Standardization(features, mean, deviation);
    for (long from = 0; from < width; from += COLUMNS) {
      long to = Math.min(width, from + COLUMNS);
      try (INDArray block = statistics.raw(from, to)) {
        part(mean, from, to).assign(block.mean(0));
        part(deviation, from, to).assign(Transforms.max(block.std(0), MIN_DEVIATION, true));
      }
    }
    return statistics;
  }

  private INDArray raw(long from, long to) {
    INDArray block =
        Nd4j.createUninitialized(DataType.DOUBLE, new long[] {clips(), to - from}, 'c');
    return block.assign(features.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to)));
  }

  private static INDArray part(INDArray vector, long from, long to) {
    return vector.get(NDArrayIndex.interval(from, to));
  }

  long clips() {
    return features.size(0);
  }

  long width() {
    return features.size(1);
  }

  /** The columns from {@code from} on, standardised; double, the caller's to close. */
  INDArray columns(long from, long to) {
    return raw(from, to)
        .subiRowVector(part(mean, from, to))
        .diviRowVector(part(deviation, from, to));
  }

  /** All columns, some at a time. */
  void forEach(Columns use) {
    for (long from = 0; from < width(); from += COLUMNS) {
      long to = Math.min(width(), from + COLUMNS);
      try (INDArray block = columns(from, to)) {
        use.of(block, from, to);
      }
    }
  }

  /**
   * The classifier of features as they are.
   *
   * @param weights [D, classes] on standardised features, double; not kept
   * @param bias [classes], double
   */
  LinearClassifier unstandardized(INDArray weights, INDArray bias) {
    INDArray raw = weights.divColumnVector(deviation);
    INDArray shift = mean.reshape(1, width()).mmul(raw).reshape(bias.length());
    return new LinearClassifier(raw.castTo(DataType.FLOAT), bias.sub(shift).castTo(DataType.FLOAT));
  }
}
