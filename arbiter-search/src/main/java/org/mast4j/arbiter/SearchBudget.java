package org.mast4j.arbiter;

import org.mast4j.settings.Require;
import org.mast4j.settings.Setting;

/** How much a search tries. */
public record SearchBudget(
    @Setting("Configurations that are tried.") int candidates,
    @Setting("Minutes after which no further candidate starts; the running one ends.")
        double maxMinutes,
    @Setting("Of the choice of configurations.") long seed,
    @Setting(
            value =
                "Steps from one score of a candidate to the next, 0 for scores alone where a pruner"
                    + " decides and at the end.",
            byDefault = "0")
        int scoreInterval) {

  public SearchBudget {
    Require.positive("candidates", candidates);
    Require.positive("maxMinutes", maxMinutes);
    Require.notNegative("scoreInterval", scoreInterval);
  }

  /** Scores alone where a pruner decides and at the end. */
  public SearchBudget(int candidates, double maxMinutes, long seed) {
    this(candidates, maxMinutes, seed, 0);
  }
}
