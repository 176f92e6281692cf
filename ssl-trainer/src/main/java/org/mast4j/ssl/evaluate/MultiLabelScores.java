package org.mast4j.ssl.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * How well scores tell the clips of each class from the others where a clip has any number of
 * classes, as AudioSet reports it: average precision and area under the ROC curve of each class by
 * scikit-learn's definitions, equal scores standing at one threshold, and their means over classes
 * (YuanGongND/ast {@code src/utilities/stats.py}). A class that no clip has takes no part in a
 * mean, nor does one that all have in that of the areas.
 *
 * @param classes in the order of the scores' columns
 */
public record MultiLabelScores(List<OfClass> classes) {
  private static final float PRESENT = 0.5f;

  public MultiLabelScores {
    classes = List.copyOf(classes);
  }

  /**
   * One class against the others.
   *
   * @param clips how many have it
   * @param averagePrecision sklearn's {@code average_precision_score}; empty if no clip has it
   * @param auc sklearn's {@code roc_auc_score}; empty if no clip has it, or all have
   */
  public record OfClass(int clips, OptionalDouble averagePrecision, OptionalDouble auc) {
    /** The class's d', infinite where all its clips stand above all others. */
    public OptionalDouble dPrime() {
      return MultiLabelScores.dPrime(auc);
    }
  }

  /**
   * Scores.
   *
   * @param scores [clips, classes], logits or probabilities: only their order within a class counts
   * @param targets [clips, classes], 1 where the clip has the class and 0 elsewhere
   * @throws IllegalArgumentException if the shapes differ, a score is NaN, or no clip has any class
   */
  public static MultiLabelScores of(float[][] scores, float[][] targets) {
    requireFit(scores, targets);
    List<OfClass> classes =
        IntStream.range(0, targets[0].length)
            .parallel()
            .mapToObj(
                c -> ofClass(sorted(scores, targets, c, true), sorted(scores, targets, c, false)))
            .toList();
    if (classes.stream().allMatch(of -> of.clips() == 0)) {
      throw new IllegalArgumentException(
          "none of " + scores.length + " clips has a class; expected one that has at least");
    }
    return new MultiLabelScores(classes);
  }

  /** The mean of the average precisions: mAP. */
  public double meanAveragePrecision() {
    return mean(OfClass::averagePrecision).orElseThrow();
  }

  /** The mean of the areas under the ROC curves; empty if every class has all clips or none. */
  public OptionalDouble macroAuc() {
    return mean(OfClass::auc);
  }

  /** d' of {@link #macroAuc}, as AudioSet's papers give it. */
  public OptionalDouble dPrime() {
    return dPrime(macroAuc());
  }

  /** How many classes some clip has, over which {@link #meanAveragePrecision} is the mean. */
  public int scoredClasses() {
    return (int) classes.stream().filter(of -> of.clips() > 0).count();
  }

  /** How far apart two unit normal distributions lie that give this area: sqrt(2) Phi^-1(auc). */
  private static OptionalDouble dPrime(OptionalDouble auc) {
    return auc.stream()
        .map(area -> Math.sqrt(2) * new NormalDistribution(0, 1).inverseCumulativeProbability(area))
        .findFirst();
  }

  private OptionalDouble mean(Function<OfClass, OptionalDouble> figure) {
    return classes.stream().map(figure).flatMapToDouble(OptionalDouble::stream).average();
  }

  /**
   * Both figures, by lowering a threshold from one score to the next.
   *
   * @param with scores of the clips that have the class, ascending
   * @param without scores of the others, ascending
   */
  private static OfClass ofClass(float[] with, float[] without) {
    double precisions = 0; // summed over the clips that have the class
    double area = 0;
    int found = 0;
    int taken = 0; // of the others
    while (found < with.length) {
      double threshold = with[with.length - 1 - found];
      int above = countDown(without, taken, score -> score > threshold);
      taken = countDown(without, above, score -> score == threshold);
      int before = found;
      found = countDown(with, before, score -> score == threshold);
      precisions += (found - before) * (found / (double) (found + taken));
      area += (found - before) * (without.length - (above + taken) / 2.0); // equals count half
    }
    return new OfClass(
        with.length,
        with.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(precisions / with.length),
        with.length == 0 || without.length == 0
            ? OptionalDouble.empty()
            : OptionalDouble.of(area / with.length / without.length));
  }

  /** How many from the top, {@code counted} ones included, until one isn't wanted. */
  private static int countDown(float[] ascending, int counted, DoublePredicate wanted) {
    int count = counted;
    while (count < ascending.length && wanted.test(ascending[ascending.length - 1 - count])) {
      count++;
    }
    return count;
  }

  private static float[] sorted(float[][] scores, float[][] targets, int c, boolean present) {
    float[] column = new float[scores.length];
    int count = 0;
    for (int i = 0; i < scores.length; i++) {
      if (targets[i][c] > PRESENT == present) {
        column[count++] = scores[i][c];
      }
    }
    float[] sorted = Arrays.copyOf(column, count);
    Arrays.sort(sorted);
    return sorted;
  }

  private static void requireFit(float[][] scores, float[][] targets) {
    if (scores.length == 0 || scores.length != targets.length) {
      throw new IllegalArgumentException(
          "scores of %d clips with targets of %d; expected one row a clip, and at least one"
              .formatted(scores.length, targets.length));
    }
    int classes = targets[0].length;
    for (int i = 0; i < scores.length; i++) {
      if (scores[i].length != classes || targets[i].length != classes) {
        throw new IllegalArgumentException(
            "clip %d has %d scores and %d targets; expected %d of both"
                .formatted(i, scores[i].length, targets[i].length, classes));
      }
      for (float score : scores[i]) {
        if (Float.isNaN(score)) {
          throw new IllegalArgumentException(
              "a score of clip %d is NaN; look for NaN in the weights and the features"
                  .formatted(i));
        }
      }
    }
  }
}
