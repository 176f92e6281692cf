package org.mast4j.arbiter;

import java.util.List;

/**
 * What a search found.
 *
 * @param trials in the order in which they ran
 * @param best the one with the highest score, the first of equals
 */
public record SearchResult(List<Trial> trials, Trial best) {
  public SearchResult {
    trials = List.copyOf(trials);
  }

  /** One line a trial, the best first and failed ones last. */
  public String table() {
    return TrialTable.of(trials);
  }
}
