package org.mast4j.cli.report;

import java.util.List;

/**
 * A number over the steps of pre-training.
 *
 * @param title over its picture
 * @param meaning what to read from it
 * @param values one a step
 * @param levels values to mark
 */
public record Curve(String title, String meaning, double[] values, List<Level> levels) {

  /** A value worth a line, and what it stands for. */
  public record Level(double value, String label) {}

  public Curve {
    levels = List.copyOf(levels);
    if (values.length == 0) {
      throw new IllegalArgumentException(title + " has no values; expected one a step");
    }
  }
}
