package org.mast4j.ssl.evaluate;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A point is the weights [D, classes], row by row, with the bias behind them. */
final class WeightSpace implements Space {
  private final Loss loss;
  private final INDArray features; // [n, D], double
  private final INDArray transposed; // [D, n]

  WeightSpace(Standardization clips, Loss loss) {
    this.loss = loss;
    this.features = clips.columns(0, clips.width());
    this.transposed = features.transpose().dup('c');
  }

  @Override
  public double at(double[] point, double[] gradient, double l2) {
    int classes = loss.classes();
    int size = point.length - classes;
    double[] errors = Rows.product(features, Arrays.copyOf(point, size), classes);
    loss.shift(errors, point, size);
    double value = loss.differentiate(errors);
    System.arraycopy(Rows.product(transposed, errors, classes), 0, gradient, 0, size);
    loss.sum(errors, gradient, size);
    double squares = 0;
    for (int i = 0; i < size; i++) {
      gradient[i] += l2 * point[i];
      squares += point[i] * point[i];
    }
    return value + l2 / 2 * squares;
  }

  @Override
  public double dot(double[] u, double[] v) {
    double dot = 0;
    for (int i = 0; i < u.length; i++) {
      dot += u[i] * v[i];
    }
    return dot;
  }

  @Override
  public double[] origin() {
    return new double[Math.toIntExact((features.size(1) + 1) * loss.classes())];
  }

  @Override
  public INDArray weights(double[] point) {
    double[] weights = Arrays.copyOf(point, point.length - loss.classes());
    return Nd4j.createFromArray(weights).reshape('c', features.size(1), loss.classes());
  }

  @Override
  public void close() {
    features.close();
    transposed.close();
  }
}
