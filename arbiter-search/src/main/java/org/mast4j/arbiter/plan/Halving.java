package org.mast4j.arbiter.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mast4j.settings.Require;
import org.mast4j.settings.Setting;

/**
 * Asynchronous successive halving (ASHA, arXiv 1810.05934): at each rung the best share of the
 * candidates that have come there goes on, the highest rung first; no candidate waits for others.
 */
public record Halving(
    @Setting("One of so many candidates at a rung goes on.") int factor,
    @Setting(
            value =
                "How many rungs there are, the whole training included; each lower one is the"
                    + " factor's part of the next.")
        int rungs)
    implements Pruner {

  /** With the defaults. */
  public Halving() {
    this(3, 3);
  }

  public Halving {
    Require.that(factor >= 2, "factor", factor, "2 or more");
    Require.that(rungs >= 2, "rungs", rungs, "2 or more");
  }

  @Override
  public List<Integer> rungs(int whole) {
    List<Integer> steps = new ArrayList<>();
    for (int i = rungs - 1; i >= 0; i--) {
      steps.add((int) Math.round(whole / Math.pow(factor, i)));
    }
    Require.that(
        steps.get(0) >= 1 && steps.get(0) < steps.get(1),
        "rungs",
        rungs,
        "so few that the lowest of "
            + whole
            + " steps or epochs has one at least, and the next has more");
    return List.copyOf(steps);
  }

  @Override
  public Optional<Standing> promoted(List<Standing> standings, int count) {
    for (int rung = count - 2; rung >= 0; rung--) {
      int at = rung;
      List<Standing> here =
          standings.stream().filter(s -> s.rung() == at && s.score().isPresent()).toList();
      Optional<Standing> best =
          here.stream()
              .sorted(Standing.BY_SCORE.reversed())
              .limit(here.size() / factor)
              .filter(Standing::waits)
              .findFirst();
      if (best.isPresent()) {
        return best;
      }
    }
    return Optional.empty();
  }
}
