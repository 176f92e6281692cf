package org.mast4j.ssl.pretrain;

import java.util.Arrays;
import java.util.List;

/**
 * A look at the monitors.
 *
 * @param step steps taken until then
 * @param values by {@link Metric#name} of each {@link Monitor}
 */
public record Monitoring(int step, Metrics values) {

  /** The step, and the numbers of these names. */
  double[] row(List<String> names) {
    double[] numbers = values.row(names);
    double[] row = new double[1 + numbers.length];
    row[0] = step;
    System.arraycopy(numbers, 0, row, 1, numbers.length);
    return row;
  }

  /** What {@link #row} gave. */
  static Monitoring ofRow(List<String> names, double[] row) {
    return new Monitoring(
        (int) row[0], Metrics.ofRow(names, Arrays.copyOfRange(row, 1, row.length)));
  }
}
