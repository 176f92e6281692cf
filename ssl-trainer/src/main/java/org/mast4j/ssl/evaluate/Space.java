package org.mast4j.ssl.evaluate;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The points among which logistic regression seeks the least mean cross-entropy + l2/2 |W|^2; the
 * bias isn't penalised.
 */
interface Space extends AutoCloseable {
  /** The value at a point; fills in the gradient. */
  double at(double[] point, double[] gradient, double l2);

  /** The inner product of the weights that two vectors stand for, and of their biases. */
  double dot(double[] u, double[] v);

  /** The point of weights and bias 0; the bias is the last of any point. */
  double[] origin();

  /** W [D, classes] on standardised features, double. */
  INDArray weights(double[] point);

  @Override
  void close();
}
