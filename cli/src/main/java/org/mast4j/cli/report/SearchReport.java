package org.mast4j.cli.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;

/**
 * How a search went, or goes: one HTML file with nothing from outside it.
 *
 * @param scoring what candidates are scored by
 * @param trials in the order in which they were made up
 * @param ranked the same, the best first
 * @param axes what was searched
 * @param importance of each searched key; empty while little is known
 * @param importanceAfter steps or epochs after which all candidates were scored; 0 if each has its
 *     own
 * @param best the best's settings to paste, by the option that takes them, if there is one
 * @param candidates how many are tried in the end
 * @param ended whether the search has come to its end
 */
public record SearchReport(
    Scoring scoring,
    List<Trial> trials,
    List<Trial> ranked,
    List<Axis> axes,
    Map<String, Double> importance,
    int importanceAfter,
    Map<String, String> best,
    int candidates,
    boolean ended) {

  /** Renewed by the browser until the search has ended. */
  private static final int RENEWAL_SECONDS = 15;

  private static final String STYLE =
      """
      .trials { font-size: .86rem; }
      .trials th, .trials td { text-align: right; padding: 4px 12px 4px 0;
        border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
      .trials th { color: var(--soft); font-weight: 500; }
      .trials .words { text-align: left; }
      .trials .first td { font-weight: 650; }
      .lines path.trial { fill: none; }
      pre { overflow: auto; max-height: 19rem; background: var(--paper); padding: 12px; border-radius: 6px;
        font-size: .85rem; margin: 0; }
      """;

  /**
   * What candidates are scored by.
   *
   * @param label what people call it
   * @param minimize whether less is better
   * @param unit what a training's length is counted in: steps, epochs
   */
  public record Scoring(String label, boolean minimize, String unit) {
    /** The better score first. */
    Comparator<Double> better() {
      Comparator<Double> rising = Comparator.naturalOrder();
      return minimize ? rising : rising.reversed();
    }
  }

  /**
   * A candidate.
   *
   * @param number counted from 1
   * @param values by key, of those that it has
   * @param score empty where it failed
   * @param reached steps or epochs that it was trained for
   * @param state in a word: whole, stopped, failed
   * @param curve scores on the way, by steps or epochs, which rise
   */
  public record Trial(
      int number,
      Map<String, Object> values,
      Optional<Double> score,
      int reached,
      String state,
      Map<Integer, Double> curve) {}

  /**
   * A searched key.
   *
   * @param values of a range the lowest and the highest, else all that are tried
   */
  public record Axis(String key, List<Object> values, boolean range, boolean logarithmic) {}

  /** Writes the page; an interrupted call leaves an earlier file as it was. */
  public void writeHtml(Path file) throws IOException {
    AtomicFiles.write(file, html().getBytes(StandardCharsets.UTF_8));
  }

  private String html() {
    String renewal = ended ? "" : "<meta http-equiv='refresh' content='" + RENEWAL_SECONDS + "'>\n";
    return Html.head("MAST4J search", STYLE).replace("<style>", renewal + "<style>")
        + "<h1>"
        + heading()
        + "</h1>\n"
        + lead()
        + "<div class='cards'>\n"
        + (scored().isEmpty() ? "" : pictures())
        + best.entrySet().stream().map(this::settings).collect(Collectors.joining())
        + Html.section(
            "wide", "All candidates", "The best of those trained furthest first.", table())
        + "</div>\n<footer>Made by <code>mast4j search</code>.</footer>\n</main>\n</body>\n</html>\n";
  }

  private String settings(Map.Entry<String, String> file) {
    return Html.section(
        hasCurves() && best.size() == 1 ? "" : "wide",
        "The best's settings",
        "As a file for <code>" + Html.escape(file.getKey()) + "</code>.",
        "<pre>" + Html.escape(file.getValue()) + "</pre>");
  }

  private List<Trial> scored() {
    return trials.stream().filter(trial -> trial.score().isPresent()).toList();
  }

  private String heading() {
    return ended
        ? "A search of " + trials.size() + " candidates"
        : "A search: " + trials.size() + " of " + candidates + " candidates";
  }

  private String lead() {
    if (scored().isEmpty()) {
      return "<p class='lead'>No candidate has a score yet.</p>\n";
    }
    Trial first = ranked.get(0);
    long failed = trials.size() - scored().size();
    return Html.format(
        "<p class='lead'>Candidate %d is the best of those trained furthest: %s <b>%.3f</b> after"
            + " %d %s.%s</p>%n",
        first.number(),
        Html.escape(scoring.label()),
        first.score().orElseThrow(),
        first.reached(),
        scoring.unit(),
        failed == 0 ? "" : " " + failed + " failed.");
  }

  private String pictures() {
    SearchPictures pictures = new SearchPictures(scored(), axes, scoring);
    String importances =
        importance.isEmpty()
            ? ""
            : Html.section(
                "",
                "What the score depends on",
                "The share of the score's variance that each key explains by itself (functional"
                    + " analysis of variance of a random forest), by the first scores"
                    + (importanceAfter > 0
                        ? ", after " + importanceAfter + " " + scoring.unit()
                        : "")
                    + ", which all candidates have. What is missing to 100&nbsp;% is of keys"
                    + " together; with few candidates it is a hint.",
                bars());
    return Html.section(
            "",
            "Scores as they came",
            "A dot for each candidate, the larger the further it was trained; the line is the best"
                + " until then.",
            pictures.history())
        + importances
        + Html.section(
            "wide",
            "Which values go with which score",
            "A line for each candidate, through its values; the darker the better it scored.",
            "<div class='scroll'>" + pictures.parallel() + "</div>")
        + Html.section(
            "wide",
            "Each key by itself",
            "The score of each candidate over its value.",
            "<div class='pair'>"
                + axes.stream().map(pictures::slice).collect(Collectors.joining())
                + "</div>")
        + (hasCurves()
            ? Html.section(
                "",
                "On the way",
                "Scores over the "
                    + scoring.unit()
                    + " of training; lines that end early are candidates that were stopped.",
                LineChart.of(scoring.label(), scoring.unit(), curves(), List.of()))
            : "");
  }

  private boolean hasCurves() {
    return trials.stream().anyMatch(trial -> trial.curve().size() > 1);
  }

  private List<Line> curves() {
    List<Trial> some = trials.stream().filter(trial -> !trial.curve().isEmpty()).toList();
    return IntStream.range(0, some.size())
        .mapToObj(
            i ->
                new Line(
                    "candidate " + some.get(i).number(),
                    i,
                    some.get(i).curve().keySet().stream().mapToDouble(step -> step).toArray(),
                    some.get(i).curve().values().stream().mapToDouble(value -> value).toArray()))
        .toList();
  }

  private String bars() {
    return importance.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .map(
            entry ->
                Html.format(
                    "<tr><td>%s</td><td><div class='track'><div class='bar trained'"
                        + " style='width:%.1f%%'></div></div></td><td class='value'>%.0f&nbsp;%%</td></tr>",
                    Html.escape(entry.getKey()), 100 * entry.getValue(), 100 * entry.getValue()))
        .collect(Collectors.joining("\n", "<table class='bars'><tbody>", "</tbody></table>"));
  }

  private String table() {
    String head =
        "<th>candidate</th><th>"
            + Html.escape(scoring.label())
            + "</th><th>"
            + scoring.unit()
            + "</th><th class='words'></th>"
            + axes.stream()
                .map(axis -> "<th>" + Html.escape(axis.key()) + "</th>")
                .collect(Collectors.joining());
    String rows =
        ranked.stream()
            .map(trial -> row(trial, trial == ranked.get(0)))
            .collect(Collectors.joining("\n"));
    return "<div class='scroll'><table class='trials'><thead><tr>"
        + head
        + "</tr></thead><tbody>\n"
        + rows
        + "</tbody></table></div>";
  }

  private String row(Trial trial, boolean first) {
    String values =
        axes.stream()
            .map(axis -> trial.values().get(axis.key()))
            .map(value -> "<td>" + (value == null ? "" : SearchPictures.text(value)) + "</td>")
            .collect(Collectors.joining());
    return Html.format(
        "<tr%s><td>%d</td><td>%s</td><td>%d</td><td class='words'>%s</td>%s</tr>",
        first ? " class='first'" : "",
        trial.number(),
        trial.score().map(s -> Html.format("%.3f", s)).orElse("-"),
        trial.reached(),
        Html.escape(trial.state()),
        values);
  }
}
