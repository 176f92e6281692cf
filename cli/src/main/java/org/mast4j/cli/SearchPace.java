package org.mast4j.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.mast4j.arbiter.Trial;

/**
 * How long a search will take, by the steps that it takes.
 *
 * @param candidates how many are to be tried
 * @param rungs steps at which candidates get a score, the whole training last
 * @param most time after which nothing new begins
 */
record SearchPace(int candidates, List<Integer> rungs, Duration most) {

  /**
   * Time until all has been tried, or until nothing new begins if that is earlier; empty before the
   * first step.
   *
   * @param trials how candidates stand
   * @param running what is under way
   * @param steps that were trained in this run
   * @param training since the first of them began: before, workers get ready
   * @param gone since the run began
   */
  Optional<SearchTable.TimeLeft> left(
      List<Trial> trials,
      List<SearchTable.Running> running,
      int steps,
      Duration training,
      Duration gone) {
    if (steps == 0) {
      return Optional.empty();
    }
    List<Trial> usable = trials.stream().filter(trial -> trial.failure().isEmpty()).toList();
    int failed = trials.size() - usable.size(); // which aren't trained further
    double done = usable.stream().mapToInt(Trial::reached).sum();
    double underWay = 0;
    for (SearchTable.Running row : running) {
      int before =
          usable.stream()
              .filter(trial -> trial.index() == row.candidate())
              .mapToInt(Trial::reached)
              .findFirst()
              .orElse(0);
      done += row.reached() - before;
      underWay += row.to() - row.reached();
    }
    double more = Math.max(underWay, (candidates - failed) * expected() - done);
    Duration all = Duration.ofMillis(Math.round(training.toMillis() * more / steps));
    Duration until = most.minus(gone);
    if (all.compareTo(until) <= 0) {
      return Optional.of(new SearchTable.TimeLeft(all, true));
    }
    return Optional.of(new SearchTable.TimeLeft(until.isNegative() ? Duration.ZERO : until, false));
  }

  /** Steps of a candidate: pruners give each rung about as much as the first. */
  private double expected() {
    double steps = rungs.get(0);
    for (int i = 1; i < rungs.size(); i++) {
      steps += (rungs.get(i) - rungs.get(i - 1)) * (double) rungs.get(0) / rungs.get(i);
    }
    return steps;
  }
}
