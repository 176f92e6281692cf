package org.mast4j.cli.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.mast4j.ssl.evaluate.Confusion;
import org.mast4j.ssl.evaluate.MultiLabelScores;

/** The figures of each class that some clip has. */
final class ClassTable {

  /** Sorts the rows by a column whose heading is clicked, and back again. */
  static final String SCRIPT =
      """
      <script>
      for (const head of document.querySelectorAll('.classes th')) {
        head.onclick = () => {
          const rows = head.closest('table').tBodies[0];
          const at = head.cellIndex;
          const sign = head.dataset.up ? -1 : 1;
          head.dataset.up = sign > 0 ? '1' : '';
          const value = row => row.cells[at].dataset.value;
          rows.append(...[...rows.rows].sort((a, b) => sign * (at === 0 || isNaN(value(a))
            ? value(a).localeCompare(value(b)) : value(a) - value(b))));
        };
      }
      </script>
      """;

  private final EvaluationReport report;
  private final Map<Integer, Confusion.Pair> worst = new HashMap<>();
  private final List<Column> columns = new ArrayList<>();

  /**
   * A column of numbers.
   *
   * @param share whether they lie in [0, 1]
   * @param of the figure of a class
   */
  private record Column(String name, boolean share, IntFunction<OptionalDouble> of) {}

  ClassTable(EvaluationReport report) {
    this.report = report;
    report.confusion().worst().forEach(pair -> worst.putIfAbsent(pair.actual(), pair));
    report
        .decisions()
        .ifPresent(
            decisions -> {
              columns.add(
                  new Column("precision", true, c -> OptionalDouble.of(decisions.precision(c))));
              columns.add(new Column("recall", true, c -> OptionalDouble.of(decisions.recall(c))));
              columns.add(new Column("F1", true, c -> OptionalDouble.of(decisions.f1(c))));
            });
    List<MultiLabelScores.OfClass> ranking = report.ranking().classes();
    columns.add(new Column("AP", true, c -> ranking.get(c).averagePrecision()));
    columns.add(new Column("AUC", true, c -> ranking.get(c).auc()));
    columns.add(new Column("d'", false, c -> ranking.get(c).dPrime()));
  }

  private int clips(int c) {
    return report.ranking().classes().get(c).clips();
  }

  /** In the order of the labels; a figure that isn't defined is empty. */
  String csv() {
    StringBuilder csv = new StringBuilder("class,clips");
    columns.forEach(column -> csv.append(',').append(column.name()));
    csv.append(",most often taken for,clips taken so\n");
    for (int c : report.scored()) {
      csv.append(Csv.quoted(report.labels().get(c))).append(',').append(clips(c));
      for (Column column : columns) {
        OptionalDouble figure = column.of().apply(c);
        csv.append(',').append(figure.isPresent() ? "" + figure.getAsDouble() : "");
      }
      Confusion.Pair pair = worst.get(c);
      csv.append(',').append(pair == null ? "" : Csv.quoted(report.labels().get(pair.taken())));
      csv.append(',').append(pair == null ? "" : "" + pair.clips()).append('\n');
    }
    return csv.toString();
  }

  /** The class of the lowest average precision first. */
  String html() {
    String heads =
        columns.stream()
            .map(column -> "<th class='number'>" + Html.escape(column.name()) + "</th>")
            .collect(Collectors.joining());
    return "<div class='scroll tall'><table class='classes'><thead><tr><th>class</th>"
        + "<th class='number'>clips</th>"
        + heads
        + "<th>most often taken for</th></tr></thead><tbody>\n"
        + Arrays.stream(report.scored())
            .boxed()
            .sorted(
                Comparator.comparingDouble(
                    c -> report.ranking().classes().get(c).averagePrecision().orElseThrow()))
            .map(this::row)
            .collect(Collectors.joining())
        + "</tbody></table></div>\n"
        + SCRIPT;
  }

  private String row(int c) {
    StringBuilder row = new StringBuilder("<tr>");
    String name = Html.escape(report.labels().get(c));
    row.append(Html.format("<td data-value='%s'>%s</td>", name, name));
    row.append(Html.format("<td class='number' data-value='%d'>%d</td>", clips(c), clips(c)));
    columns.forEach(column -> row.append(cell(column, column.of().apply(c))));
    Confusion.Pair pair = worst.get(c);
    String other =
        pair == null
            ? ""
            : Html.format(
                "%s <small>%d</small>",
                Html.escape(report.labels().get(pair.taken())), pair.clips());
    row.append(Html.format("<td data-value='%s'>%s</td>", other.replaceAll("<.*", ""), other));
    return row.append("</tr>\n").toString();
  }

  private static String cell(Column column, OptionalDouble figure) {
    if (figure.isEmpty()) {
      return "<td class='number' data-value='-1'>–</td>";
    }
    double value = figure.getAsDouble();
    String text = Double.isInfinite(value) ? (value > 0 ? "∞" : "−∞") : Html.format("%.3f", value);
    String bar = column.share() ? Html.format(" style='--share:%.1f%%'", 100 * value) : "";
    return "<td class='number%s'%s data-value='%s'>%s</td>"
        .formatted(column.share() ? " share" : "", bar, value, text);
  }
}
