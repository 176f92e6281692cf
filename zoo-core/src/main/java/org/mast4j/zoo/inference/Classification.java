package org.mast4j.zoo.inference;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * The labels of one clip.
 *
 * @param scores of all labels, the likeliest first
 */
public record Classification(List<Score> scores) {
  private static final Comparator<Score> LIKELIEST_FIRST =
      Comparator.comparingDouble(Score::probability).reversed();

  /** By which a mean of float probabilities may exceed 1. */
  private static final double ROUNDING = 1e-6;

  /**
   * One label.
   *
   * @param label its name
   * @param probability of it, in [0, 1]; with softmax those of all labels sum to 1, with sigmoid
   *     each stands for itself
   */
  public record Score(String label, double probability) {
    /**
     * @throws IllegalArgumentException if the probability is none, such as NaN from weights or
     *     features that are NaN
     */
    public Score {
      if (!(probability >= 0 && probability <= 1 + ROUNDING)) {
        throw new IllegalArgumentException(
            "probability "
                + probability
                + " of "
                + label
                + "; expected one in [0, 1]: look for NaN in the weights and the features");
      }
    }
  }

  public Classification {
    scores = List.copyOf(scores);
    if (scores.isEmpty()) {
      throw new IllegalArgumentException("a classification without scores; expected one a label");
    }
  }

  /** Sorts probabilities, which are given by the labels' order. */
  static Classification of(List<String> labels, IntToDoubleFunction probabilities) {
    Score[] scores = new Score[labels.size()];
    for (int c = 0; c < scores.length; c++) {
      scores[c] = new Score(labels.get(c), probabilities.applyAsDouble(c));
    }
    Arrays.sort(scores, LIKELIEST_FIRST);
    return new Classification(List.of(scores));
  }

  /** The likeliest label. */
  public Score best() {
    return scores.get(0);
  }

  /** The k likeliest labels, or all if there are fewer. */
  public List<Score> top(int k) {
    return scores.subList(0, Math.min(k, scores.size()));
  }
}
