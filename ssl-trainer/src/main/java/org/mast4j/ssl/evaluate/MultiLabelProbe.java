package org.mast4j.ssl.evaluate;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link LinearProbe} where a clip has any number of classes: a logistic regression for each, all
 * of one strength of L2, which does best on the validation split by mAP.
 */
public final class MultiLabelProbe {
  private MultiLabelProbe() {}

  /**
   * Features with their classes.
   *
   * @param features [n, D]
   * @param targets [n, classes], 1 where the clip has the class and 0 elsewhere
   */
  public record Split(INDArray features, float[][] targets) {
    public Split {
      if (features.rank() != 2 || features.size(0) != targets.length) {
        throw new IllegalArgumentException(
            "features of shape %s for %d rows of classes; expected one row a clip"
                .formatted(java.util.Arrays.toString(features.shape()), targets.length));
      }
    }
  }

  /** Fits on the training split, chooses on the validation split, scores on the test split. */
  public static MultiLabelScores run(Split train, Split validation, Split test) {
    try (LogisticRegression regression =
        new LogisticRegression(train.features(), new BinaryCrossEntropy(train.targets()))) {
      LinearClassifier best = regression.fit(LinearProbe.L2_STRENGTHS[0]);
      double score = scores(best, validation).meanAveragePrecision();
      for (int i = 1; i < LinearProbe.L2_STRENGTHS.length; i++) {
        LinearClassifier next = regression.fit(LinearProbe.L2_STRENGTHS[i]);
        double ofNext = scores(next, validation).meanAveragePrecision();
        if (ofNext > score) {
          best = next;
          score = ofNext;
        }
      }
      return scores(best, test);
    }
  }

  private static MultiLabelScores scores(LinearClassifier classifier, Split split) {
    try (INDArray logits = classifier.logits(split.features())) {
      return MultiLabelScores.of(logits.toFloatMatrix(), split.targets());
    }
  }
}
