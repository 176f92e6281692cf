package org.mast4j.arbiter.generate;

import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.generator.GridSearchCandidateGenerator;
import org.mast4j.settings.Require;
import org.mast4j.settings.Setting;

/** Arbiter's grid search: every combination, the first key's values changing first. */
public record Grid(
    @Setting("How many values of a range are tried, its ends among them.") int valuesOfRange)
    implements Generator {

  /** With the defaults. */
  public Grid() {
    this(3);
  }

  public Grid {
    Require.that(valuesOfRange >= 2, "valuesOfRange", valuesOfRange, "2 or more");
  }

  @Override
  public CandidateGenerator create(ParameterSpace<?> space, long seed, boolean minimize) {
    try {
      return new GridSearchCandidateGenerator(
          space, valuesOfRange, GridSearchCandidateGenerator.Mode.Sequential, null);
    } catch (IllegalStateException e) { // Arbiter counts combinations by an int
      throw new IllegalArgumentException(
          "a grid of more than 2,147,483,647 combinations; search fewer keys or values", e);
    }
  }
}
