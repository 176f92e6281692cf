package org.mast4j.ssl.finetune;

import org.mast4j.ssl.evaluate.LinearProbe;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.inference.BatchedOutputs;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How well a classifier does on the validation split.
 *
 * @param score more is better
 * @param loss the mean of {@link Activation#loss}
 */
public record Validation(double score, double loss) {
  /** Of what it says of clips whose classes are known. */
  public static Validation of(
      EncoderGraph classifier, FineTuner.Labelled labelled, Activation activation) {
    try (INDArray logits = BatchedOutputs.logits(classifier, labelled.clips())) {
      return of(logits, labelled.targets(), activation);
    }
  }

  /**
   * Of what it says.
   *
   * @param logits [clips, classes]
   */
  static Validation of(INDArray logits, Targets targets, Activation activation) {
    float[][] rows = targets.rows(Math.toIntExact(logits.size(1)));
    float[][] values = logits.toFloatMatrix();
    double loss = 0;
    for (int i = 0; i < rows.length; i++) {
      loss += (activation == Activation.SOFTMAX ? logSumExp(values[i]) : softPlus(values[i]));
      for (int c = 0; c < rows[i].length; c++) {
        loss -= rows[i][c] * (double) values[i][c];
      }
    }
    return new Validation(ValidationScore.of(activation).of(logits, targets), loss / rows.length);
  }

  /** Of a probe of one class a clip. */
  static Validation of(LinearProbe.Fit fit) {
    return new Validation(fit.accuracy(), fit.loss());
  }

  private static double logSumExp(float[] x) {
    double max = Double.NEGATIVE_INFINITY;
    for (float value : x) {
      max = Math.max(max, value);
    }
    double sum = 0;
    for (float value : x) {
      sum += Math.exp(value - max);
    }
    return max + Math.log(sum);
  }

  private static double softPlus(float[] x) {
    double sum = 0;
    for (float value : x) {
      sum += Math.max(0, value) + Math.log1p(Math.exp(-Math.abs(value)));
    }
    return sum;
  }
}
