package org.mast4j.arbiter;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.deeplearning4j.arbiter.optimize.api.termination.TerminationCondition;
import org.deeplearning4j.arbiter.optimize.runner.listener.StatusListener;

/**
 * Who is told of a run of a search, and who may end it. Start from {@link #standard} and change it
 * by {@code withX}.
 *
 * @param listener told what happens
 * @param conditions Arbiter's: as soon as one holds nothing new begins, as after {@code
 *     maxMinutes}, and what runs ends. They are asked before each job, and see what its decision
 *     knows: the outcomes of all jobs but the last few, whichever worker was faster
 * @param statusListeners Arbiter's: told the same as the listener, on the search's thread; where
 *     Arbiter's runner gives them a network that trains they get the candidate's values, by key
 * @param stop asked now and then whether to end early; what runs is left for the next time
 * @param resume whether to go on with the search that is in the folder; it may have more
 *     candidates, more time, other workers and wider ranges now
 */
@RecordBuilder
public record SearchOptions(
    SearchListener listener,
    List<TerminationCondition> conditions,
    List<StatusListener> statusListeners,
    BooleanSupplier stop,
    boolean resume)
    implements SearchOptionsBuilder.With {

  public SearchOptions {
    conditions = List.copyOf(conditions);
    statusListeners = List.copyOf(statusListeners);
  }

  /** A new search that goes to its end, and tells nobody. */
  public static SearchOptions standard() {
    return new SearchOptions(new SearchListener() {}, List.of(), List.of(), () -> false, false);
  }
}
