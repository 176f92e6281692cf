package org.mast4j.arbiter.plan;

import java.util.Comparator;
import java.util.OptionalDouble;

/**
 * A score that a candidate got at a rung.
 *
 * @param candidate counted from 0
 * @param rung counted from 0, the lowest
 * @param score the higher the better; empty if the candidate failed there
 * @param goesOn whether the next rung's job of the candidate has been decided on
 */
public record Standing(int candidate, int rung, OptionalDouble score, boolean goesOn) {
  /** The lower score first; of equal ones the later candidate. */
  static final Comparator<Standing> BY_SCORE =
      Comparator.comparingDouble((Standing s) -> s.score().orElseThrow())
          .thenComparing(Comparator.comparingInt(Standing::candidate).reversed());

  /** Whether it has a score and waits for what is decided. */
  boolean waits() {
    return score.isPresent() && !goesOn;
  }
}
