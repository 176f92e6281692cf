package org.mast4j.ssl.evaluate;

import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Figures of embeddings [n, D] that need no labels. */
public final class Representation {
  private static final double MIN_NORM = 1e-12;

  /** t of the Gaussian potential, Wang and Isola's. */
  private static final double POTENTIAL = 2;

  private Representation() {}

  /** Each row over its L2 norm; a row of zeros stays. */
  public static double[][] unit(double[][] embeddings) {
    double[][] unit = new double[embeddings.length][];
    for (int i = 0; i < unit.length; i++) {
      double squares = 0;
      for (double value : embeddings[i]) {
        squares += value * value;
      }
      double norm = Math.max(Math.sqrt(squares), MIN_NORM);
      unit[i] = java.util.Arrays.stream(embeddings[i]).map(value -> value / norm).toArray();
    }
    return unit;
  }

  /**
   * The mean over the columns of their deviation (over n - 1), times the square root of D: near 1
   * when unit rows fill the sphere, 0 when they are all the same.
   */
  public static double spread(double[][] unit) {
    int n = unit.length;
    int width = unit[0].length;
    double sum = 0;
    for (int d = 0; d < width; d++) {
      double mean = 0;
      for (double[] row : unit) {
        mean += row[d] / n;
      }
      double squares = 0;
      for (double[] row : unit) {
        squares += (row[d] - mean) * (row[d] - mean);
      }
      sum += Math.sqrt(squares / (n - 1));
    }
    return sum / width * Math.sqrt(width);
  }

  /**
   * The mean squared distance of rows of the same number, those of two views of a clip: alignment
   * (alpha 2) of Wang and Isola, arXiv 2005.10242, section 4.1.2.
   */
  public static double alignment(double[][] unitA, double[][] unitB) {
    return IntStream.range(0, unitA.length)
        .mapToDouble(i -> squaredDistance(unitA[i], unitB[i]))
        .average()
        .orElseThrow();
  }

  /**
   * log of the mean over all pairs of exp(-2 |x - y|^2): uniformity (t 2) of Wang and Isola, arXiv
   * 2005.10242, section 4.1.2.
   */
  public static double uniformity(double[][] unit) {
    return Math.log(
        IntStream.range(0, unit.length)
            .boxed()
            .flatMap(
                i ->
                    IntStream.range(i + 1, unit.length)
                        .mapToObj(j -> Math.exp(-POTENTIAL * squaredDistance(unit[i], unit[j]))))
            .mapToDouble(Double::doubleValue)
            .average()
            .orElseThrow());
  }

  private static double squaredDistance(double[] a, double[] b) {
    double squares = 0;
    for (int d = 0; d < a.length; d++) {
      squares += (a[d] - b[d]) * (a[d] - b[d]);
    }
    return squares;
  }

  /**
   * exp of the entropy of the singular values over their sum (Roy and Vetterli, "The effective
   * rank", EUSIPCO 2007, definition 1), from 1 to min(n, D); 0 for nothing but zeros.
   */
  public static double effectiveRank(double[][] embeddings) {
    double[] singular = singularValues(embeddings);
    double sum = java.util.Arrays.stream(singular).sum();
    if (sum == 0) {
      return 0;
    }
    double entropy = 0;
    for (double value : singular) {
      double share = value / sum;
      entropy -= share > 0 ? share * Math.log(share) : 0;
    }
    return Math.exp(entropy);
  }

  private static double[] singularValues(double[][] matrix) {
    int smaller = Math.min(matrix.length, matrix[0].length);
    try (INDArray a = Nd4j.createFromArray(matrix).dup('f');
        INDArray values = Nd4j.create(DataType.DOUBLE, smaller)) {
      Nd4j.getBlasWrapper().lapack().gesvd(a, values, null, null);
      return values.toDoubleVector();
    }
  }
}
