package org.mast4j.zoo.inference;

import java.util.List;
import org.mast4j.datavec.audio.frontend.Spectrogram;

/**
 * What a model makes of one clip, window by window.
 *
 * @param logMel of the whole clip, neither padded nor normalised
 * @param starts frame of the log-mel at which each window starts
 * @param windows what the model sees: normalised, of its size
 * @param embeddings [windows][D]
 * @param probabilities [windows][classes], in the order of the model's labels; rows of none without
 *     a classifier
 */
public record Exploration(
    Spectrogram logMel,
    List<Integer> starts,
    List<Spectrogram> windows,
    float[][] embeddings,
    double[][] probabilities) {
  public Exploration {
    starts = List.copyOf(starts);
    windows = List.copyOf(windows);
  }

  /** The clip's embedding, D values: the mean of its windows', as {@link AudioEncoder} gives. */
  public float[] embedding() {
    float[] mean = new float[embeddings[0].length];
    for (int d = 0; d < mean.length; d++) {
      double sum = 0;
      for (float[] row : embeddings) {
        sum += row[d];
      }
      mean[d] = (float) (sum / embeddings.length);
    }
    return mean;
  }

  /**
   * The clip's labels, by the mean over its windows' probabilities, as {@link AudioClassifier} has
   * it.
   *
   * @param labels the model's
   * @throws IllegalArgumentException without a classifier, or if a probability is none, such as NaN
   */
  public Classification classification(List<String> labels) {
    double[] mean = new double[labels.size()];
    for (double[] row : probabilities) {
      for (int c = 0; c < mean.length; c++) {
        mean[c] += row[c] / probabilities.length;
      }
    }
    return Classification.of(labels, c -> mean[c]);
  }

  /**
   * The labels of one window.
   *
   * @throws IllegalArgumentException as {@link #classification} does
   */
  public Classification classificationOf(int window, List<String> labels) {
    return Classification.of(labels, c -> probabilities[window][c]);
  }
}
