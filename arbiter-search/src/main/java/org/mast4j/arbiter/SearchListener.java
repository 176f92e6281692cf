package org.mast4j.arbiter;

import java.io.IOException;
import java.util.List;
import org.mast4j.arbiter.work.Assignment;

/** Told what happens in a search, on its own thread. */
public interface SearchListener {
  /**
   * The search is this process's, and may be one of these settings; before anything is done.
   *
   * @throws IOException if that keeps the search from working
   */
  default void onAccepted() throws IOException {}

  /**
   * A candidate's training begins, or goes on.
   *
   * @param trials all that have come to a score or failed until now, those of before included
   */
  default void onBegin(Assignment assignment, List<Trial> trials) {}

  /**
   * A candidate's training has come to a score, or to its end.
   *
   * @param trial as it stands now
   * @param trials all, in the order in which they were made up
   */
  default void onTrial(Trial trial, List<Trial> trials) {}

  /** A candidate has been trained for so many steps. */
  default void onStep(int candidate, int reached) {}

  /** Something that people should know: a worker died, what is different than before. */
  default void onRemark(String sentence) {}
}
