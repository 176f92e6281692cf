package org.mast4j.ssl.pretrain;

import java.util.List;

/**
 * A number that each step of a method reports.
 *
 * @param name in tables, lower_case
 * @param title over its picture
 * @param meaning what to read from it, in sentences for people
 * @param levels values that its picture marks
 */
public record Metric(String name, String title, String meaning, List<Level> levels) {

  /** A value worth a line, and what it stands for. */
  public record Level(double value, String label) {}

  public Metric {
    levels = List.copyOf(levels);
  }
}
