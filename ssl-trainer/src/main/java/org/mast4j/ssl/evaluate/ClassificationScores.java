package org.mast4j.ssl.evaluate;

import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * How well predicted classes agree with the actual ones, by scikit-learn's definitions: macro
 * figures are means over the classes that are actual or predicted at least once, and a ratio of
 * nothing to nothing is 0. (DL4J's {@code Evaluation} leaves out the classes that are never
 * predicted, and with two classes gives class 1's figures.)
 */
public final class ClassificationScores {
  private final int[][] counts; // [actual][predicted]

  private ClassificationScores(int[][] counts) {
    this.counts = counts;
  }

  /**
   * Counts.
   *
   * @param actual class index of each clip
   * @param predicted class index of each clip
   * @param classes how many there are
   * @throws IllegalArgumentException if there is no clip, or not one prediction a clip
   */
  public static ClassificationScores of(int[] actual, int[] predicted, int classes) {
    if (actual.length == 0 || actual.length != predicted.length) {
      throw new IllegalArgumentException(
          predicted.length
              + " predictions for "
              + actual.length
              + " clips; expected one a clip, and at least one");
    }
    int[][] counts = new int[classes][classes];
    for (int i = 0; i < actual.length; i++) {
      counts[actual[i]][predicted[i]]++;
    }
    return new ClassificationScores(counts);
  }

  /** How many clips of the one class were taken for the other. */
  public int count(int actualClass, int predictedClass) {
    return counts[actualClass][predictedClass];
  }

  /** Share of clips whose class was predicted. */
  public double accuracy() {
    int all = IntStream.range(0, counts.length).map(this::actual).sum();
    return ratio(IntStream.range(0, counts.length).map(this::right).sum(), all);
  }

  /** Mean recall over the classes that are actual: sklearn's {@code balanced_accuracy_score}. */
  public double balancedAccuracy() {
    return mean(this::actual, this::recall);
  }

  /** Macro precision: of what was predicted as a class, the share that was right. */
  public double precision() {
    return mean(this::seen, this::precision);
  }

  /** Macro recall: of what is of a class, the share that was found. */
  public double recall() {
    return mean(this::seen, this::recall);
  }

  /** Macro F1: the mean of the classes' harmonic means of precision and recall. */
  public double f1() {
    return mean(this::seen, this::f1);
  }

  /** Of what was predicted as the class, the share that was right. */
  public double precision(int c) {
    return ratio(right(c), predicted(c));
  }

  /** Of what is of the class, the share that was found. */
  public double recall(int c) {
    return ratio(right(c), actual(c));
  }

  /** The harmonic mean of the class's precision and recall. */
  public double f1(int c) {
    return ratio(2 * right(c), actual(c) + predicted(c));
  }

  private int right(int c) {
    return counts[c][c];
  }

  private int actual(int c) {
    return IntStream.of(counts[c]).sum();
  }

  private int predicted(int c) {
    return IntStream.range(0, counts.length).map(other -> counts[other][c]).sum();
  }

  private int seen(int c) {
    return actual(c) + predicted(c);
  }

  private double mean(IntUnaryOperator occurrences, IntToDoubleFunction figure) {
    return IntStream.range(0, counts.length)
        .filter(c -> occurrences.applyAsInt(c) > 0)
        .mapToDouble(figure)
        .average()
        .orElseThrow();
  }

  private static double ratio(int part, int whole) {
    return whole == 0 ? 0 : part / (double) whole;
  }
}
