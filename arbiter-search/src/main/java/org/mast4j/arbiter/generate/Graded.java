package org.mast4j.arbiter.generate;

/**
 * What a result may carry as its model-specific part, where not all candidates are trained to the
 * end: of two, the one that was trained further is the better, whatever they scored.
 */
public interface Graded {
  /**
   * How far the candidate was trained when it got its score: in steps or epochs, or the same of all
   * that were trained to their end.
   */
  int grade();
}
