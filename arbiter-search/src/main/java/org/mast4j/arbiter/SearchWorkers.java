package org.mast4j.arbiter;

import org.mast4j.settings.Require;
import org.mast4j.settings.Setting;
import org.mast4j.settings.Settings;

/** Who trains a search's candidates. */
public record SearchWorkers(
    @Setting(value = "Processes that train candidates at the same time.", byDefault = "1")
        int count,
    @Setting(value = "Threads of each, 0 for an equal share of the cores.", byDefault = "0")
        int threads,
    @Setting(
            value =
                "How many jobs may run at once: a decision knows the results of all jobs but the last"
                    + " ones, so that it is the same whichever ends first; 0 for twice the workers"
                    + " less one.",
            byDefault = "0")
        int lag,
    @Setting(
            value = "Minutes without a step after which a worker counts as hung.",
            byDefault = "10")
        double stallMinutes,
    @Setting(
            value = "Minutes from one checkpoint of a candidate to the next, 0 for one a step.",
            byDefault = "1")
        int checkpointMinutes) {

  public SearchWorkers {
    Require.positive("count", count);
    Require.notNegative("threads", threads);
    Require.that(lag == 0 || lag >= count, "lag", lag, "0, or at least the count " + count);
    Require.positive("stallMinutes", stallMinutes);
    Require.notNegative("checkpointMinutes", checkpointMinutes);
  }

  /** One worker. */
  public static SearchWorkers standard() {
    return Settings.defaults(SearchWorkers.class);
  }

  /**
   * Threads of each worker.
   *
   * @param cores that there are
   */
  public int threadsOf(int cores) {
    return threads == 0 ? Math.max(1, cores / count) : threads;
  }

  /** How many jobs may run at once. */
  int jobsAtOnce() {
    return lag == 0 ? 2 * count - 1 : lag;
  }
}
