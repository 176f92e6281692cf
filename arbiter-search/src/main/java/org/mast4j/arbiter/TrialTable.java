package org.mast4j.arbiter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Trials for people. */
final class TrialTable {
  private static final String FAILED = "failed";

  private TrialTable() {}

  /**
   * One line a trial under a heading: the best of those trained furthest first, failed ones last.
   */
  static String of(List<Trial> trials, SearchConfig search) {
    List<Trial> ranked = new ArrayList<>(trials);
    ranked.sort(Trial.better(search));
    List<List<String>> rows = new ArrayList<>();
    List<String> heading = new ArrayList<>(List.of("candidate", search.score().label()));
    heading.add(search.base().unit());
    search.dimensions().forEach(dimension -> heading.add(dimension.key()));
    heading.add("seconds");
    rows.add(heading);
    for (Trial trial : ranked) {
      List<String> row = new ArrayList<>();
      row.add(Integer.toString(trial.index() + 1));
      row.add(trial.score().isPresent() ? number("%.3f", trial.score().getAsDouble()) : FAILED);
      row.add(Integer.toString(trial.reached()));
      search
          .dimensions()
          .forEach(dimension -> row.add(value(trial.values().getOrDefault(dimension.key(), "-"))));
      row.add(number("%.1f", trial.seconds()));
      trial.failure().ifPresent(row::add);
      rows.add(row);
    }
    return rows.stream()
        .map(row -> line(row, rows.get(0)))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  /** Values by key, in one line. */
  static String values(Map<String, Object> values) {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + " " + value(entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String line(List<String> row, List<String> heading) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      int width = i < heading.size() ? Math.max(8, heading.get(i).length()) : 1;
      line.append(i == 0 ? "" : "  ").append(" ".repeat(Math.max(0, width - row.get(i).length())));
      line.append(row.get(i));
    }
    return line.toString();
  }

  private static String value(Object value) {
    return value instanceof Double number ? number("%.3g", number) : value.toString();
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
