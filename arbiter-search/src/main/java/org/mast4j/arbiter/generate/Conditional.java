package org.mast4j.arbiter.generate;

/** A space of which not every coordinate says something in every point. */
public interface Conditional {
  /**
   * Which coordinates say something in a point.
   *
   * @param point of the unit cube
   */
  boolean[] active(double[] point);
}
