package org.mast4j.cli.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;

/**
 * Runs of training beside one another: one HTML file with nothing from outside it.
 *
 * @param columns of the table of runs, after the name
 * @param runs one at least; the line of run i has colour i
 * @param differences settings that aren't the same in all
 * @param charts what the runs reported, over steps
 */
public record RunsReport(
    List<String> columns, List<Row> runs, List<Difference> differences, List<Chart> charts) {

  /** The page's title, by which one of ours is known. */
  public static final String TITLE = "MAST4J runs";

  private static final String STYLE =
      """
      .facts { font-size: .88rem; }
      .facts th, .facts td { text-align: left; padding: 5px 14px 5px 0; vertical-align: top;
        border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
      .facts thead th { color: var(--soft); font-weight: 500; white-space: nowrap; }
      .facts tbody th { font-weight: 600; white-space: nowrap; }
      .facts a { color: inherit; }
      .swatch { display: inline-block; width: 24px; height: 8px; margin-right: 7px; }
      """;

  /**
   * One run.
   *
   * @param settings address of the file that makes it again, as seen from the page
   * @param cells one for each column
   */
  public record Row(String name, String settings, List<String> cells) {}

  /**
   * A setting.
   *
   * @param values one for each run
   */
  public record Difference(String key, List<String> values) {}

  /** Lines over steps, with what to read from them. */
  public record Chart(String title, String meaning, List<Line> lines, List<Curve.Level> levels) {}

  /** Writes the page; an interrupted call leaves an earlier file as it was. */
  public void writeHtml(Path file) throws IOException {
    AtomicFiles.write(file, html().getBytes(StandardCharsets.UTF_8));
  }

  private String html() {
    String heading =
        runs.size() == 1
            ? "The run " + Html.escape(runs.get(0).name())
            : runs.size() + " runs, compared";
    return Html.head(TITLE, STYLE)
        + "<h1>"
        + heading
        + "</h1>\n<div class='cards'>\n"
        + Html.section("wide", "What came out", "Names lead to the settings.", outcomes())
        + (differences.isEmpty()
            ? ""
            : Html.section("wide", "Settings that differ", OTHERS, settings()))
        + charts.stream().map(RunsReport::card).collect(Collectors.joining())
        + "</div>\n<footer>Made by <code>mast4j</code>.</footer>\n</main>\n</body>\n</html>\n";
  }

  private static final String OTHERS = "All others are the same in all runs.";

  private String outcomes() {
    String rows =
        IntStream.range(0, runs.size())
            .mapToObj(run -> "<tr>%s%s</tr>\n".formatted(name(run), cells(runs.get(run).cells())))
            .collect(Collectors.joining());
    return "<div class='scroll'><table class='facts'><thead><tr><th>run</th>"
        + columns.stream().map(c -> "<th>" + c + "</th>").collect(Collectors.joining())
        + "</tr></thead><tbody>\n"
        + rows
        + "</tbody></table></div>";
  }

  private String name(int run) {
    Row row = runs.get(run);
    return "<th scope='row'>%s<a href='%s'>%s</a></th>"
        .formatted(swatch(run), Html.escape(row.settings()), Html.escape(row.name()));
  }

  /** What tells the run's lines; one run needs none. */
  private String swatch(int run) {
    return runs.size() == 1
        ? ""
        : "<svg class='swatch' viewBox='0 0 24 8' aria-hidden='true'><polyline class='mean'"
            + " %spoints='0,4 24,4'/></svg>".formatted(Line.style(run));
  }

  private static String cells(List<String> values) {
    return values.stream()
        .map(value -> "<td>" + Html.escape(value) + "</td>")
        .collect(Collectors.joining());
  }

  private String settings() {
    String head =
        IntStream.range(0, runs.size())
            .mapToObj(run -> "<th>" + swatch(run) + Html.escape(runs.get(run).name()) + "</th>")
            .collect(Collectors.joining());
    String rows =
        differences.stream()
            .map(d -> "<tr><th scope='row'>" + Html.escape(d.key()) + "</th>" + cells(d.values()))
            .collect(Collectors.joining("</tr>\n", "", "</tr>"));
    return "<div class='scroll'><table class='facts'><thead><tr><th>setting</th>"
        + head
        + "</tr></thead><tbody>\n"
        + rows
        + "</tbody></table></div>";
  }

  private static String card(Chart chart) {
    return Html.section(
        "",
        Html.escape(chart.title()),
        Html.escape(chart.meaning()),
        LineChart.of(chart.title(), chart.lines(), chart.levels()));
  }
}
