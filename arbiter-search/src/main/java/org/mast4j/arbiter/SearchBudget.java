package org.mast4j.arbiter;

import org.mast4j.settings.Require;
import org.mast4j.settings.Setting;

/** How much a search tries. */
public record SearchBudget(
    @Setting("Configurations that are tried.") int candidates,
    @Setting("Minutes after which no further candidate starts; the running one ends.")
        double maxMinutes,
    @Setting("Of the choice of configurations.") long seed) {

  public SearchBudget {
    Require.positive("candidates", candidates);
    Require.positive("maxMinutes", maxMinutes);
  }
}
