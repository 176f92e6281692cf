package org.mast4j.arbiter.work;

import org.mast4j.arbiter.plan.Outcome;

/** Does jobs, on the thread of its worker. */
@FunctionalInterface
public interface JobTask {
  /** Told how it goes. */
  interface Progress {
    /** So many steps or epochs of the candidate are done. */
    void reached(int count);

    /** A score on the way; one that isn't finite is left out. */
    void scored(int count, double score);

    /** It is still at it, whatever it does. */
    void alive();
  }

  /**
   * Trains a candidate further, from where its folder says that it is, and scores it.
   *
   * @throws Exception what keeps the candidate from having a score
   */
  Outcome run(Assignment assignment, Progress progress) throws Exception;
}
