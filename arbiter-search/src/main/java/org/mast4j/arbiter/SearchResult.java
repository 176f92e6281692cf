package org.mast4j.arbiter;

import java.util.List;

/**
 * What a search found.
 *
 * @param search what it was
 * @param trials in the order in which they were made up
 * @param best of those that were trained furthest the one with the best score, the first of equals
 */
public record SearchResult(SearchConfig search, List<Trial> trials, Trial best) {
  public SearchResult {
    trials = List.copyOf(trials);
  }

  /**
   * One line a trial under a heading: the best of those trained furthest first, failed ones last.
   */
  public String table() {
    return TrialTable.of(trials, search);
  }
}
