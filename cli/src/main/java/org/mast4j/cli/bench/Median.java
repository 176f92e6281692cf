package org.mast4j.cli.bench;

import java.util.Collection;
import java.util.List;

/** The middle of some measurements. */
public final class Median {
  private Median() {}

  /**
   * The middle value, or of an even number the mean of the middle two.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static double of(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("the median of no values");
    }
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
