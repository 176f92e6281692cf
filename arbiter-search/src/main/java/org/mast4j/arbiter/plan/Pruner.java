package org.mast4j.arbiter.plan;

import java.util.List;
import java.util.Optional;
import org.mast4j.settings.ByName;

/**
 * Which candidates are worth training further. One is a record of its settings that stands among
 * the services of this interface; settings name it by its type's name in lower case.
 */
@ByName(Pruners.class)
public interface Pruner {
  /**
   * Where candidates get a score and may stop.
   *
   * @param whole steps or epochs of a whole training
   * @return the rungs, the lowest first and {@code whole} last
   * @throws IllegalArgumentException if the settings don't suit it
   */
  List<Integer> rungs(int whole);

  /**
   * The standing from which training goes on next, if one is worth it; a new candidate is tried
   * otherwise. It decides by what it is given alone.
   *
   * @param standings in the order of their jobs
   * @param rungs how many there are
   */
  Optional<Standing> promoted(List<Standing> standings, int rungs);
}
