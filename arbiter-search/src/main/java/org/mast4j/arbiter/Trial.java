package org.mast4j.arbiter;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.mast4j.arbiter.generate.Graded;
import org.mast4j.arbiter.subject.Subject;

/**
 * What became of one candidate.
 *
 * @param index of the candidate, from 0
 * @param values what was searched, by key
 * @param score empty if it failed or has none yet
 * @param failure why it failed; empty if it didn't
 * @param seconds it took until now
 * @param settings all of its settings; empty if its values don't go together
 * @param reached steps or epochs that it had been trained for when it got its score
 * @param whole whether these are all
 */
public record Trial(
    int index,
    Map<String, Object> values,
    OptionalDouble score,
    Optional<String> failure,
    double seconds,
    Optional<Subject> settings,
    int reached,
    boolean whole)
    implements Graded {

  @Override
  public int grade() {
    return whole ? Integer.MAX_VALUE : reached;
  }

  /**
   * The better one first: what has a score, what was trained to the end or further, what has the
   * better score, what came first.
   */
  public static Comparator<Trial> better(SearchConfig search) {
    Comparator<Trial> scored = Comparator.comparing(trial -> trial.score().isEmpty());
    return scored
        .thenComparing(Trial::grade, Comparator.reverseOrder())
        .thenComparing(trial -> trial.score().orElse(0), search.byScore().reversed())
        .thenComparing(Trial::index);
  }
}
