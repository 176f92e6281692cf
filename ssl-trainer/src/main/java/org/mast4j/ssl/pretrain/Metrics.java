package org.mast4j.ssl.pretrain;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a step reports.
 *
 * @param values by {@link Metric#name}, in the method's order
 */
public record Metrics(Map<String, Double> values) {
  public Metrics {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** One number. */
  public static Metrics of(String name, double value) {
    return new Metrics(Map.of(name, value));
  }

  /** These and one more, behind them. */
  public Metrics and(String name, double value) {
    Map<String, Double> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new Metrics(more);
  }

  /**
   * The number of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public double get(String name) {
    Double value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "no metric \"" + name + "\"; expected one of " + values.keySet());
    }
    return value;
  }

  /** The numbers of these names, in their order. */
  double[] row(List<String> names) {
    return names.stream().mapToDouble(this::get).toArray();
  }

  /**
   * The numbers of a row, by these names.
   *
   * @throws IllegalArgumentException if they aren't as many
   */
  static Metrics ofRow(List<String> names, double[] row) {
    if (row.length != names.size()) {
      throw new IllegalArgumentException(
          row.length + " numbers a step; expected " + names + ", as this version reports");
    }
    Map<String, Double> values = new LinkedHashMap<>();
    for (int i = 0; i < row.length; i++) {
      values.put(names.get(i), row[i]);
    }
    return new Metrics(values);
  }

  /** "loss 4.123, spread 0.950". */
  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(e -> String.format(Locale.ROOT, "%s %.3f", e.getKey(), e.getValue()))
        .collect(Collectors.joining(", "));
  }
}
