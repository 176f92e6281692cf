package org.mast4j.ssl.lape;

import java.util.Optional;
import java.util.stream.IntStream;
import org.mast4j.ssl.evaluate.ClassificationScores;
import org.mast4j.ssl.evaluate.Pooling;
import org.mast4j.ssl.finetune.TrainMode;

/**
 * What a {@link LapeUnit} found.
 *
 * @param accuracy on the test split
 * @param balancedAccuracy mean recall of its classes
 * @param f1 macro F1
 * @param validationAccuracy of what was chosen
 * @param pooling of the linear probe or a head trained alone, chosen by validation
 * @param l2 its weight decay, likewise
 * @param mode what a fine-tuning trained, where its settings leave that to validation
 * @param right a 1 for each test clip that was named right, in their order, and a 0 for the others
 * @param seconds how long it took
 */
public record LapeResult(
    double accuracy,
    double balancedAccuracy,
    double f1,
    double validationAccuracy,
    Optional<Pooling> pooling,
    Optional<Double> l2,
    Optional<TrainMode> mode,
    String right,
    double seconds) {

  /** Scores. */
  static LapeResult of(
      int[] predicted, TaskClips clips, double validationAccuracy, Choice choice, long startNanos) {
    int[] labels = clips.test().labels();
    ClassificationScores scores = ClassificationScores.of(labels, predicted, clips.classes());
    StringBuilder right = new StringBuilder(labels.length);
    IntStream.range(0, labels.length)
        .forEach(i -> right.append(predicted[i] == labels[i] ? '1' : '0'));
    return new LapeResult(
        scores.accuracy(),
        scores.balancedAccuracy(),
        scores.f1(),
        validationAccuracy,
        choice.pooling(),
        choice.l2(),
        choice.mode(),
        right.toString(),
        Math.round((System.nanoTime() - startNanos) / 1e7) / 1e2);
  }

  /** What validation chose. */
  record Choice(Optional<Pooling> pooling, Optional<Double> l2, Optional<TrainMode> mode) {
    /** Nothing was left open. */
    static final Choice NONE = new Choice(Optional.empty(), Optional.empty(), Optional.empty());

    static Choice ofProbe(Optional<Pooling> pooling, double l2) {
      return new Choice(pooling, Optional.of(l2), Optional.empty());
    }

    Choice and(TrainMode mode) {
      return new Choice(pooling, l2, Optional.of(mode));
    }
  }
}
