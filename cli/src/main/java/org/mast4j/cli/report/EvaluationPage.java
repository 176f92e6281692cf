package org.mast4j.cli.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.mast4j.notebook.picture.Heat;
import org.mast4j.ssl.evaluate.Confusion;

/** The HTML of an {@link EvaluationReport}. */
final class EvaluationPage {

  private static final String STYLE =
      """
      .lead { margin-bottom: 4px; }
      .tall { max-height: 75vh; overflow-y: auto; }
      .classes { font-size: .9rem; }
      .classes th { position: sticky; top: 0; background: var(--card); text-align: left;
        font-weight: 600; padding: 4px 10px 6px 0; cursor: pointer; white-space: nowrap;
        border-bottom: 1px solid var(--line); }
      .classes td { padding: 3px 10px 3px 0; border-bottom: 1px solid var(--line);
        overflow-wrap: anywhere; }
      .classes .number { text-align: right; font-variant-numeric: tabular-nums;
        white-space: nowrap; padding-left: 10px; }
      .classes small { color: var(--soft); }
      .classes th:last-child, .classes td:last-child { padding-left: 18px; }
      .share { background: linear-gradient(to right, rgba(var(--heat),.2) var(--share),
        transparent 0); }
      table.confusion { width: auto; min-width: 0; }
      .confusion td { width: 3em; }
      .confusion th:first-child { width: 16em; overflow: hidden; text-overflow: ellipsis;
        white-space: nowrap; }
      .confusion thead th { height: auto; }
      .confusion thead span { max-height: 12em; overflow: hidden; text-overflow: ellipsis; }
      .picture { display: block; width: min(100%, 760px); image-rendering: pixelated; }
      .pairs { margin: 14px 0 0; padding-left: 1.6em; font-size: .9rem; }
      """;

  /** So many classes have their counts in a table, more are a picture. */
  private static final int MOST_IN_A_TABLE = 30;

  private static final int MOST_PAIRS = 12;

  private final EvaluationReport report;

  EvaluationPage(EvaluationReport report) {
    this.report = report;
  }

  String html() {
    String title = EvaluationReport.TITLE + " of " + report.model();
    return Html.head(title, STYLE)
        + "<h1>"
        + Html.escape("%s on %s".formatted(report.model(), report.data()))
        + "</h1>\n"
        + report.summary().stream()
            .map(sentence -> "<p class='lead'>" + Html.escape(sentence) + "</p>\n")
            .collect(Collectors.joining())
        + "<div class='cards'>\n"
        + Html.section("wide", "Class by class", tableText(), new ClassTable(report).html())
        + Html.section("wide", "What was taken for what", confusionText(), confusion() + pairs())
        + "</div>\n<footer>Made by <code>mast4j evaluate</code>; docs/evaluation.md says what each"
        + " figure is.</footer>\n</main>\n</body>\n</html>\n";
  }

  private String tableText() {
    int scored = report.scored().length;
    int others = report.labels().size() - scored;
    return (report.decisions().isPresent()
            ? "Precision, recall and F1 are of the likeliest class of each clip. "
            : "")
        + "AP, AUC and d&#39; say how well a class's probability tells its clips from the others,"
        + " whatever the threshold. The class of the lowest AP comes first; a click on a heading"
        + " sorts by it."
        + (others > 0
            ? Html.format(
                " %d of the model's %d classes have no clip here, and no row.",
                others, report.labels().size())
            : "");
  }

  private String confusionText() {
    boolean table = report.confusion().present().length <= MOST_IN_A_TABLE;
    return (report.decisions().isPresent()
            ? "Clips by their class (row) and by their likeliest one (column); right answers lie on"
                + " the diagonal."
            : "Clips by each of their classes (row) and by their likeliest one (column). A clip"
                + " whose likeliest class is any of its own is right, and lies on the diagonal.")
        + (table
            ? ""
            : Html.format(
                " All %d classes that occur, in the model's order from the top left; the brighter"
                    + " a point, the larger its share of the row (square root).",
                report.confusion().present().length));
  }

  private String confusion() {
    int[] present = report.confusion().present();
    if (present.length > MOST_IN_A_TABLE) {
      return "<img class='picture' alt='Confusion of all classes' src='"
          + Heat.dataUrl(report.confusionImage())
          + "'>\n";
    }
    List<String> names = Arrays.stream(present).mapToObj(report.labels()::get).toList();
    int[][] counts = new int[present.length][present.length];
    for (int y = 0; y < present.length; y++) {
      for (int x = 0; x < present.length; x++) {
        counts[y][x] = report.confusion().counts()[present[y]][present[x]];
      }
    }
    return ConfusionTable.html(names, counts);
  }

  private String pairs() {
    List<Confusion.Pair> worst = report.confusion().worst();
    if (worst.isEmpty()) {
      return "<p>No clip was taken for another class.</p>";
    }
    return worst.stream()
        .limit(MOST_PAIRS)
        .map(
            pair ->
                Html.format(
                    "<li>%s taken for %s: %d clips, %.0f&nbsp;%% of the class</li>%n",
                    Html.escape(report.labels().get(pair.actual())),
                    Html.escape(report.labels().get(pair.taken())),
                    pair.clips(),
                    100 * pair.share()))
        .collect(Collectors.joining("", "<ol class='pairs'>\n", "</ol>"));
  }
}
