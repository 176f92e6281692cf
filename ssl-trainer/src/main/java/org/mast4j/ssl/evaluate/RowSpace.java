package org.mast4j.ssl.evaluate;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * {@link WeightSpace} where features are more than clips: the best weights are sums of the clips'
 * features, W = X^T A, so that A [n, classes] and the kernel K = X X^T [n, n] take their place. A
 * point is A, then K A, then the bias; the inner product is that of the weights, tr(A^T K B), so
 * that each step is the one that would be taken on the weights themselves.
 */
final class RowSpace implements Space {
  private final Standardization clips;
  private final Loss loss;
  private final INDArray kernel; // [n, n], double

  RowSpace(Standardization clips, Loss loss) {
    this.clips = clips;
    this.loss = loss;
    this.kernel = Nd4j.zeros(DataType.DOUBLE, clips.clips(), clips.clips());
    clips.forEach(
        (block, from, to) -> {
          try (INDArray part = block.mmul(block.transpose())) {
            kernel.addi(part);
          }
        });
  }

  @Override
  public double at(double[] point, double[] gradient, double l2) {
    int size = size(point);
    double[] errors = Arrays.copyOfRange(point, size, 2 * size);
    loss.shift(errors, point, 2 * size);
    double value = loss.differentiate(errors);
    double[] products = Rows.product(kernel, errors, loss.classes());
    loss.sum(errors, gradient, 2 * size);
    double squares = 0;
    for (int i = 0; i < size; i++) {
      gradient[i] = errors[i] + l2 * point[i];
      gradient[size + i] = products[i] + l2 * point[size + i];
      squares += point[i] * point[size + i];
    }
    return value + l2 / 2 * squares;
  }

  @Override
  public double dot(double[] u, double[] v) {
    int size = size(u);
    double dot = 0;
    for (int i = 0; i < size; i++) {
      dot += u[i] * v[size + i];
    }
    for (int i = 2 * size; i < u.length; i++) {
      dot += u[i] * v[i];
    }
    return dot;
  }

  @Override
  public double[] origin() {
    return new double[Math.toIntExact((2 * clips.clips() + 1) * loss.classes())];
  }

  @Override
  public INDArray weights(double[] point) {
    INDArray weights = Nd4j.zeros(DataType.DOUBLE, clips.width(), loss.classes());
    double[] shares = Arrays.copyOf(point, size(point));
    try (INDArray flat = Nd4j.createFromArray(shares)) {
      INDArray a = flat.reshape('c', clips.clips(), loss.classes());
      clips.forEach(
          (block, from, to) -> {
            try (INDArray part = block.transpose().mmul(a)) {
              weights.get(NDArrayIndex.interval(from, to), NDArrayIndex.all()).assign(part);
            }
          });
    }
    return weights;
  }

  private int size(double[] point) {
    return (point.length - loss.classes()) / 2;
  }

  @Override
  public void close() {
    kernel.close();
  }
}
