package org.mast4j.ssl.evaluate;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Between matrices and their values, row by row. */
final class Rows {
  private Rows() {}

  /** The values of a matrix. */
  static double[] values(INDArray matrix) {
    try (INDArray copy = Nd4j.createUninitialized(DataType.DOUBLE, matrix.shape(), 'c')) {
      return copy.assign(matrix).data().asDouble();
    }
  }

  /** The product of a matrix [n, k] with {@code columns} columns of k values each, [n, columns]. */
  static double[] product(INDArray matrix, double[] values, int columns) {
    try (INDArray flat = Nd4j.createFromArray(values);
        INDArray product = matrix.mmul(flat.reshape('c', matrix.size(1), columns))) {
      return values(product);
    }
  }
}
