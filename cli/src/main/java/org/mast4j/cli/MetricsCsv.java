package org.mast4j.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.mast4j.ssl.pretrain.Metrics;

/**
 * What pre-training reported as CSV, a row a step.
 *
 * @param names of the metrics, which are columns in this order
 */
record MetricsCsv(List<String> names) {
  /** The first row. */
  String columns() {
    return "step," + String.join(",", names);
  }

  /** The whole file. */
  String of(List<Metrics> history) {
    StringBuilder csv = new StringBuilder(columns()).append('\n');
    for (int i = 0; i < history.size(); i++) {
      Metrics step = history.get(i);
      String values =
          names.stream()
              .map(name -> String.valueOf(step.get(name)))
              .collect(Collectors.joining(","));
      csv.append(i + 1).append(',').append(values).append('\n');
    }
    return csv.toString();
  }
}
