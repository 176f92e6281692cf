package org.mast4j.ssl.finetune;

import java.util.List;
import org.mast4j.datavec.audio.augment.View;
import org.mast4j.datavec.audio.augment.WaveformMixup;
import org.mast4j.settings.Require;
import org.mast4j.zoo.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What the loss compares a batch's logits with. */
final class TargetRows {
  private final Targets targets;
  private final int classes;
  private final double smoothing;

  /** What a smoothed label has of each class. */
  private final double floor;

  private final double[] classWeights;

  TargetRows(FineTuner.Task task, FineTuneConfig config) {
    this.targets = task.train().targets();
    this.classes = task.classes();
    this.smoothing = config.labelSmoothing();
    boolean exclusive = task.activation() == Activation.SOFTMAX;
    this.floor = smoothing / (exclusive ? classes : 2);
    Require.that(
        exclusive || config.classWeights() == ClassWeights.NONE,
        "classWeights",
        config.classWeights(),
        "NONE where a clip may have several labels (sampling balanced serves those)");
    this.classWeights =
        config.classWeights() == ClassWeights.BALANCED
            ? ClassShares.lossWeights(targets, classes)
            : new double[0];
  }

  /** [B, classes] of clips as they are. */
  INDArray of(List<Integer> indices) {
    return of(indices, List.of());
  }

  /**
   * [B, classes] of views.
   *
   * @param views which say what of other clips of the batch is mixed into each; none for clips as
   *     they are
   */
  INDArray of(List<Integer> indices, List<View> views) {
    float[][] rows = new float[indices.size()][classes];
    for (int i = 0; i < rows.length; i++) {
      add(rows[i], indices.get(i), 1);
    }
    for (int i = 0; i < views.size(); i++) {
      for (WaveformMixup.Pick pick : views.get(i).mixed()) {
        for (int c = 0; c < classes; c++) {
          rows[i][c] *= (float) (1 - pick.share());
        }
        add(rows[i], indices.get(pick.other()), (float) pick.share());
      }
    }
    for (float[] row : rows) {
      smooth(row);
    }
    return Nd4j.createFromArray(rows);
  }

  private void add(float[] row, int clip, float share) {
    for (int c : targets.classes().get(clip)) {
      row[c] += share;
    }
  }

  private void smooth(float[] row) {
    for (int c = 0; c < classes; c++) {
      row[c] = (float) ((1 - smoothing) * row[c] + floor);
      if (classWeights.length > 0) {
        row[c] *= (float) classWeights[c];
      }
    }
  }
}
