package org.mast4j.cli.report;

import java.util.stream.Collectors;

/** The HTML of a {@link LapeReport}. */
final class LapePage {
  private static final String STYLE =
      """
      .lape { font-size: .92rem; }
      .lape th, .lape td { text-align: left; padding: 6px 16px 6px 0; vertical-align: top;
        border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
      .lape thead th { color: var(--soft); font-weight: 500; }
      .lape tbody th { font-weight: 600; min-width: 9em; width: 16em; }
      .lape .baseline th { font-weight: 400; color: var(--soft); }
      .lape td { white-space: nowrap; }
      .lape .best { font-weight: 700; }
      .lape small { display: block; color: var(--soft); font-weight: 400; white-space: normal;
        min-width: 8em; line-height: 1.3; }
      .facts { margin: 0; padding-left: 1.2em; }
      """;

  private final LapeReport report;

  LapePage(LapeReport report) {
    this.report = report;
  }

  String html() {
    return Html.head(LapeReport.TITLE, STYLE)
        + "<h1>LAPE</h1>\n<ul class='facts'>"
        + report.summary().stream()
            .map(sentence -> "<li>" + Html.escape(sentence) + "</li>\n")
            .collect(Collectors.joining())
        + "</ul>\n<div class='cards'>\n"
        + report.blocks().stream().map(this::section).collect(Collectors.joining())
        + "</div>\n<footer>Made by <code>mast4j lape</code>; docs/lape.md says how to read it."
        + "</footer>\n</main>\n</body>\n</html>\n";
  }

  private String section(LapeReport.Block block) {
    String text =
        block.title().equals(LapeReport.PAPER)
            ? LapeReport.SOURCE
            : "The best of each column is bold; what is grey is there to compare with.";
    return Html.section("wide", block.title(), Html.escape(text), table(block));
  }

  private String table(LapeReport.Block block) {
    return "<div class='scroll'><table class='lape'><thead><tr><th></th>"
        + report.columns().stream()
            .map(column -> "<th>" + Html.escape(column) + "</th>")
            .collect(Collectors.joining())
        + "</tr></thead><tbody>\n"
        + block.rows().stream().map(LapePage::row).collect(Collectors.joining())
        + "</tbody></table></div>";
  }

  private static String row(LapeReport.Row row) {
    return "<tr%s><th scope='row'>%s</th>%s</tr>\n"
        .formatted(
            row.baseline() ? " class='baseline'" : "",
            Html.escape(row.name()),
            row.cells().stream().map(LapePage::cell).collect(Collectors.joining()));
  }

  private static String cell(LapeReport.Cell cell) {
    return "<td%s>%s%s</td>"
        .formatted(
            cell.best() ? " class='best'" : "",
            Html.escape(cell.text()),
            cell.notes().stream()
                .map(note -> "<small>" + Html.escape(note) + "</small>")
                .collect(Collectors.joining()));
  }
}
