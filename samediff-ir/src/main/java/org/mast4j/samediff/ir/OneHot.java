package org.mast4j.samediff.ir;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A matrix that has a single one in each row, or in each column, and zeros elsewhere.
 *
 * @param indices where the one is, each from 0 to depth - 1
 * @param depth the length of a row, or of a column
 * @param byColumns whether the matrix is [depth, indices], not [indices, depth]
 */
public record OneHot(int[] indices, int depth, boolean byColumns) {
  long[] shape() {
    return byColumns ? new long[] {depth, indices.length} : new long[] {indices.length, depth};
  }

  INDArray matrix() {
    float[] values = new float[Math.multiplyExact(indices.length, depth)];
    for (int i = 0; i < indices.length; i++) {
      values[byColumns ? indices[i] * indices.length + i : i * depth + indices[i]] = 1;
    }
    return Nd4j.create(values, shape(), 'c');
  }
}
