package org.mast4j.ssl.evaluate;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Logistic regression on standardised features, solved to its optimum for one strength of L2 after
 * the other, each from where the last one ended.
 */
final class LogisticRegression implements AutoCloseable {
  private static final double TOLERANCE = 1e-6;

  private final Standardization clips;
  private final Loss loss;
  private final Space space;
  private double[] point;

  LogisticRegression(LinearProbe.Split train, int classes) {
    this(train.features(), new CrossEntropy(train.labels(), classes));
  }

  /** Of features [n, D], for what they cost. */
  LogisticRegression(INDArray features, Loss loss) {
    this.clips = Standardization.of(features);
    this.loss = loss;
    space =
        clips.width() > clips.clips() ? new RowSpace(clips, loss) : new WeightSpace(clips, loss);
    point = space.origin();
  }

  /** The minimum of the loss + l2/2 |W|^2. */
  LinearClassifier fit(double l2) {
    Lbfgs.Objective objective =
        new Lbfgs.Objective() {
          @Override
          public double at(double[] at, double[] gradient) {
            return space.at(at, gradient, l2);
          }

          @Override
          public double dot(double[] u, double[] v) {
            return space.dot(u, v);
          }
        };
    point = Lbfgs.minimize(objective, point, TOLERANCE);
    double[] bias = Arrays.copyOfRange(point, point.length - loss.classes(), point.length);
    try (INDArray weights = space.weights(point)) {
      return clips.unstandardized(weights, Nd4j.createFromArray(bias));
    }
  }

  @Override
  public void close() {
    space.close();
  }
}
