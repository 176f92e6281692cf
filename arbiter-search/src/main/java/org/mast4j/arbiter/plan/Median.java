package org.mast4j.arbiter.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mast4j.settings.Require;
import org.mast4j.settings.Setting;

/**
 * The median rule (Golovin et al., KDD 2017): a candidate stops at a rung if its score there is
 * below the median of those that came there before it.
 */
public record Median(
    @Setting("How many rungs of equal length there are.") int rungs,
    @Setting(value = "Candidates that must have come to a rung before one stops there.")
        int startup)
    implements Pruner {

  /** With the defaults. */
  public Median() {
    this(4, 4);
  }

  public Median {
    Require.that(rungs >= 2, "rungs", rungs, "2 or more");
    Require.positive("startup", startup);
  }

  @Override
  public List<Integer> rungs(int whole) {
    Require.that(rungs <= whole, "rungs", rungs, "at most the " + whole + " steps or epochs");
    List<Integer> steps = new ArrayList<>();
    for (long i = 1; i <= rungs; i++) {
      steps.add((int) (whole * i / rungs));
    }
    return List.copyOf(steps);
  }

  @Override
  public Optional<Standing> promoted(List<Standing> standings, int count) {
    for (int i = 0; i < standings.size(); i++) {
      Standing standing = standings.get(i);
      if (standing.waits() && standing.rung() < count - 1 && passes(standings, i)) {
        return Optional.of(standing);
      }
    }
    return Optional.empty();
  }

  private boolean passes(List<Standing> standings, int index) {
    Standing standing = standings.get(index);
    double[] before =
        standings.subList(0, index).stream()
            .filter(s -> s.rung() == standing.rung() && s.score().isPresent())
            .mapToDouble(s -> s.score().getAsDouble())
            .toArray();
    return before.length < startup || standing.score().orElseThrow() >= median(before);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
