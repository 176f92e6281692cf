package org.mast4j.ssl.finetune;

import org.mast4j.ssl.evaluate.LinearProbe;
import org.mast4j.ssl.evaluate.MultiLabelScores;
import org.mast4j.zoo.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What says which of two classifiers is better; more is. */
public enum ValidationScore {
  /** Share of the clips whose largest logit is their class's. */
  ACCURACY("accuracy") {
    @Override
    double of(INDArray logits, Targets targets) {
      return LinearProbe.accuracy(logits.argMax(1).toIntVector(), targets.single());
    }
  },
  /** Mean over the classes of the average precision. */
  MEAN_AVERAGE_PRECISION("mAP") {
    @Override
    double of(INDArray logits, Targets targets) {
      return MultiLabelScores.of(
              logits.toFloatMatrix(), targets.rows(Math.toIntExact(logits.size(1))))
          .meanAveragePrecision();
    }
  };

  private final String label;

  ValidationScore(String label) {
    this.label = label;
  }

  /** The usual one of a kind of classifier. */
  public static ValidationScore of(Activation activation) {
    return activation == Activation.SOFTMAX ? ACCURACY : MEAN_AVERAGE_PRECISION;
  }

  /** What people call it. */
  public String label() {
    return label;
  }

  /**
   * The score.
   *
   * @param logits [clips, classes]
   */
  abstract double of(INDArray logits, Targets targets);
}
