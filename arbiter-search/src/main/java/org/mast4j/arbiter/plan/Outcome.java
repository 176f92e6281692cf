package org.mast4j.arbiter.plan;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What became of a job.
 *
 * @param score empty if it failed
 * @param failure why, in a sentence; empty if it didn't fail
 */
public record Outcome(OptionalDouble score, Optional<String> failure) {
  public Outcome {
    if (score.isPresent() == failure.isPresent()) {
      throw new IllegalArgumentException(
          "score " + score + ", failure " + failure + "; expected one of them");
    }
  }

  /** The score of what was trained; one that isn't finite is a failure. */
  public static Outcome scored(double score) {
    return Double.isFinite(score)
        ? new Outcome(OptionalDouble.of(score), Optional.empty())
        : failed("its score is " + score + "; expected a finite number");
  }

  /** There is no score, for that reason. */
  public static Outcome failed(String reason) {
    return new Outcome(OptionalDouble.empty(), Optional.of(reason));
  }
}
