package org.mast4j.ssl.evaluate;

import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A linear classifier of features as they are.
 *
 * @param weights [D, classes]
 * @param bias [classes]
 */
public record LinearClassifier(INDArray weights, INDArray bias) {
  public LinearClassifier {
    Objects.requireNonNull(weights, "weights");
    Objects.requireNonNull(bias, "bias");
  }

  /** Logits [n, classes] of features [n, D]. */
  public INDArray logits(INDArray features) {
    return features.castTo(DataType.FLOAT).mmul(weights).addiRowVector(bias);
  }

  /** The class of each row of features [n, D]. */
  public int[] predict(INDArray features) {
    try (INDArray logits = logits(features)) {
      return logits.argMax(1).toIntVector();
    }
  }

  /** The mean cross-entropy of features [n, D] with their labels. */
  double loss(INDArray features, int[] labels) {
    try (INDArray logits = logits(features)) {
      return new CrossEntropy(labels, (int) bias.length()).differentiate(Rows.values(logits));
    }
  }
}
