package org.mast4j.zoo.exchange;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Resizes weights along one axis. */
final class Interpolation {
  private Interpolation() {}

  /**
   * Linear interpolation as by PyTorch's {@code interpolate(mode="linear", align_corners=False)};
   * over two axes in turn it is PyTorch's bilinear one. The ends map to the ends and the centre to
   * the centre.
   *
   * @param x any shape, FLOAT or DOUBLE
   * @param size the new length of {@code axis}
   */
  static INDArray linear(INDArray x, int axis, int size) {
    int from = (int) x.size(axis);
    INDArray matrix = Nd4j.zeros(x.dataType(), size, from);
    for (int i = 0; i < size; i++) {
      double position = Math.max((i + 0.5) * from / size - 0.5, 0);
      int below = Math.min((int) position, from - 1);
      int above = Math.min(below + 1, from - 1);
      double share = position - below;
      matrix.putScalar(i, below, 1 - share);
      matrix.putScalar(i, above, matrix.getDouble(i, above) + share);
    }
    return along(x, axis, matrix);
  }

  /**
   * Replaces each line of {@code x} along {@code axis} by {@code matrix} times that line.
   *
   * @param matrix [new length, old length]
   */
  static INDArray along(INDArray x, int axis, INDArray matrix) {
    int[] order = new int[x.rank()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    order[axis] = 0;
    order[0] = axis; // a swap, its own inverse
    INDArray swapped = x.permute(order).dup('c');
    long[] shape = swapped.shape();
    INDArray lines = swapped.reshape('c', shape[0], swapped.length() / shape[0]);
    shape = shape.clone();
    shape[0] = matrix.size(0);
    return matrix.mmul(lines).dup('c').reshape('c', shape).permute(order).dup('c');
  }
}
