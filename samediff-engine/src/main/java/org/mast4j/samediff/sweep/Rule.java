package org.mast4j.samediff.sweep;

/** What one step of a {@link ParameterSweep} does to the pieces of one parameter. */
@FunctionalInterface
public interface Rule {
  /**
   * Updates.
   *
   * @param p parameters, to be changed
   * @param g their gradients
   * @param state what is kept of them between steps, to be changed
   * @param count of values, from the start of each array
   */
  void update(float[] p, float[] g, float[][] state, int count);
}
