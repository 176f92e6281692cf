package org.mast4j.cli.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.mast4j.datavec.audio.patch.PatchGrid;

/** The report's HTML. */
final class HtmlPage {

  private static final String STYLE =
      """
      :root { color-scheme: light dark; --paper: #f6f7f9; --card: #fff; --ink: #1c2430;
        --soft: #5b6675; --line: #dfe4ea; --accent: #2f6bd0; --plain: #a9b3c0; --heat: 47,107,208; }
      @media (prefers-color-scheme: dark) {
        :root { --paper: #12161c; --card: #1b2129; --ink: #e7ebf0; --soft: #9aa6b5;
          --line: #303944; --accent: #6ea3ff; --plain: #5d6978; --heat: 70,130,240; } }
      * { box-sizing: border-box; }
      body { margin: 0; background: var(--paper); color: var(--ink);
        font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
      main { max-width: 1060px; margin: 0 auto; padding: 28px 16px 48px; }
      h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 8px; }
      h2 { font-size: 1.08rem; margin: 0 0 4px; }
      p { margin: 0 0 12px; }
      section p, footer { color: var(--soft); font-size: .92rem; }
      .lead { font-size: 1.08rem; max-width: 46em; }
      .cards { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 16px;
        margin-top: 20px; }
      section { background: var(--card); border: 1px solid var(--line); border-radius: 10px;
        padding: 16px; min-width: 0; }
      .wide { grid-column: 1 / -1; }
      .pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 16px; }
      .pair svg { max-width: 100%; }
      figure { margin: 0; }
      figcaption { color: var(--soft); font-size: .85rem; margin-top: 4px; }
      svg { display: block; width: 100%; height: auto; }
      svg text { font-size: 12.5px; fill: var(--soft); }
      .spectrogram { border-radius: 4px; }
      .spectrogram image { image-rendering: pixelated; }
      .spectrogram path, .spectrogram rect { vector-effect: non-scaling-stroke; }
      .lines { stroke: #fff; stroke-opacity: .38; stroke-width: 1; }
      .patch, .neighbour { fill: none; stroke: #4dd8ff; stroke-width: 2.5; }
      .neighbour { stroke-dasharray: 5 4; stroke-width: 2; }
      .dropped { fill: #8a94a1; fill-opacity: .9; stroke: #76808d; }
      .tick { stroke: var(--line); }
      .level { stroke: var(--soft); stroke-dasharray: 5 4; fill: none; }
      svg text.level { stroke: none; fill: var(--soft); }
      polyline { fill: none; stroke: var(--accent); stroke-linejoin: round; }
      .raw { opacity: .35; }
      .mean { stroke-width: 2.4; }
      circle { opacity: .85; }
      svg text.name { fill: var(--ink); font-weight: 600; paint-order: stroke;
        stroke: var(--card); stroke-width: 4px; stroke-linejoin: round; }
      table { border-collapse: collapse; width: 100%; }
      .bars td { padding: 7px 0; vertical-align: middle; }
      .bars td:first-child { width: 44%; padding-right: 14px; }
      .bars small { display: block; color: var(--soft); line-height: 1.3; }
      .bars .value { width: 4.6em; text-align: right; font-weight: 600;
        font-variant-numeric: tabular-nums; }
      .track { background: var(--line); border-radius: 4px; }
      .bar { height: 16px; border-radius: 4px; background: var(--plain); }
      .bar.trained { background: var(--accent); }
      .scroll { overflow-x: auto; }
      .confusion { min-width: 450px; table-layout: fixed; font-size: .8rem; }
      .confusion th { font-weight: 500; color: var(--soft); text-align: right; padding: 0 8px 0 0;
        line-height: 1.15; }
      .confusion th:first-child { width: 10.6em; }
      .confusion thead th { text-align: left; vertical-align: bottom; padding: 0 0 6px;
        height: 12.5em; }
      .confusion thead th:first-child { text-align: right; padding-right: 8px; height: auto; }
      .confusion thead span { writing-mode: vertical-rl; transform: rotate(180deg);
        white-space: nowrap; display: block; margin: 0 auto; }
      .confusion td { text-align: center; height: 2.1em; border: 1px solid var(--card);
        font-variant-numeric: tabular-nums; }
      .confusion td.none { color: var(--line); }
      .confusion td.dense { color: #fff; }
      footer { margin-top: 20px; }
      @media (max-width: 720px) {
        .cards { grid-template-columns: minmax(0, 1fr); }
        .bars, .bars tbody, .bars tr { display: block; }
        .bars tr { display: grid; grid-template-columns: 1fr 4.6em; align-items: center; }
        .bars td, .bars td:first-child { padding: 3px 0; width: auto; }
        .bars td:first-child { grid-column: 1 / -1; padding-top: 10px; } }
      @media (max-width: 480px) {
        .pair { grid-template-columns: minmax(0, 1fr); }
        svg text:not(.name) { font-size: 15px; } }
      @media print { section { break-inside: avoid; } }
      """;

  private static final double DENSE = 0.5;

  private final QuickstartReport report;
  private final double[][] map;

  /**
   * A page to write.
   *
   * @param map [n, 2], where each test clip's embedding lies in the unit square
   */
  HtmlPage(QuickstartReport report, double[][] map) {
    this.report = report;
    this.map = map;
  }

  String html() {
    PatchGrid grid = report.grid();
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>MAST4J quickstart</title>
    <style>
    """
        + STYLE
        + "</style>\n</head>\n<body>\n<main>\n<h1>What pre-training without labels taught a small"
        + " MAST</h1>\n"
        + summary()
        + "<div class='cards'>\n"
        + section("wide", "Accuracy on test clips", ACCURACY, bars())
        + section(
            "",
            "What the model sees",
            format(
                "A clip as a log-mel spectrogram: time runs to the right, pitch upwards, and bright"
                    + " is loud. The encoder reads it as %d patches. Lines mark where patches"
                    + " begin, every %d mel bins and %d frames; a patch is %d x %d, so that it"
                    + " overlaps its neighbour (dashed).",
                grid.size(),
                grid.strideMels(),
                grid.strideFrames(),
                grid.patchMels(),
                grid.patchFrames()),
            Svg.patches(report.clip(), grid, "Spectrogram with its patch grid"))
        + section(
            "",
            "What is left out",
            format(
                "In pre-training the encoder gets only %d of a view's %d patches, chosen anew each"
                    + " time and equally many in every row; the others are shaded. Less to"
                    + " compute, and nothing to lean on that is always there.",
                report.keptPatches().length, grid.size()),
            Svg.kept(report.viewA(), grid, report.keptPatches(), "View A without the dropped ones"))
        + section(
            "wide",
            "Two views of one clip",
            "The same clip, twice cropped and stretched at random and mixed with a little of"
                + " another clip. Pre-training asks the model to recognise such a pair among the"
                + " views of all other clips in the batch. No label is used.",
            "<div class='pair'>"
                + figure(Svg.plain(report.viewA(), "View A"), "View A")
                + figure(Svg.plain(report.viewB(), "View B"), "View B")
                + "</div>")
        + curves()
        + section(
            "",
            "Map of the test clips",
            "Each dot is a test clip as the pre-trained encoder sees it, before any label; similar"
                + " clips lie close (t-SNE). Colours and names were added afterwards. Distances"
                + " between far groups mean little.",
            Svg.map(
                map, report.embeddingLabels(), report.families(), "Map of embeddings by family"))
        + section(
            evenCards() ? "" : "wide", "Which families are mixed up", confusionText(), confusion())
        + "</div>\n<footer>Made by <code>mast4j quickstart</code> in "
        + duration(report.table().seconds())
        + ", "
        + report.loss().values().length
        + " pre-training steps."
        + report.table().speedup().map(speedup -> "<br>" + speedup.sentence() + ".").orElse("")
        + "</footer>\n</main>\n</body>\n</html>\n";
  }

  private String curves() {
    return report.curves().stream()
        .map(curve -> section("", curve.title(), curve.meaning(), Svg.curve(curve)))
        .collect(Collectors.joining());
  }

  /** Whether the curves, the map and the table fill rows of two. */
  private boolean evenCards() {
    return report.curves().size() % 2 == 0;
  }

  private static final String ACCURACY =
      "The share of test clips whose instrument family is named right. A linear probe is one linear"
          + " layer on frozen embeddings: it shows what the encoder has learnt by itself."
          + " Fine-tuning trains the whole encoder with labels.";

  private String summary() {
    Numbers table = report.table();
    double gain = table.probePretrained() - table.probeRandom();
    String verdict;
    if (Double.isNaN(gain + table.gainLow() + table.gainHigh())) {
      verdict = "";
    } else {
      verdict =
          format(
              " That is %+.1f points (95&nbsp;%% interval %+.1f to %+.1f): %s.",
              100 * gain,
              100 * table.gainLow(),
              100 * table.gainHigh(),
              table.gainLow() > 0
                  ? "pre-training helped"
                  : table.gainHigh() < 0
                      ? "pre-training did harm"
                      : "too close for this run to tell them apart");
    }
    return "<p class='lead'>On "
        + map.length
        + " test clips of "
        + report.families().size()
        + " instrument families, a linear layer on the pre-trained encoder names <b>"
        + percent(table.probePretrained())
        + "</b> right, on the same encoder with random weights <b>"
        + percent(table.probeRandom())
        + "</b>."
        + verdict
        + "</p>\n";
  }

  private String bars() {
    Numbers table = report.table();
    return "<table class='bars'><tbody>"
        + bar("Always the same answer", "the largest family", table.chance(), false)
        + bar("Linear probe, mean spectrum", "no encoder at all", table.probeLogMel(), false)
        + bar("Linear probe, random encoder", "weights never trained", table.probeRandom(), false)
        + bar(
            "Linear probe, pre-trained encoder",
            "weights learnt without labels",
            table.probePretrained(),
            true)
        + bar("Fine-tuned from random weights", "labels only", table.finetuneRandom(), false)
        + bar(
            "Fine-tuned from pre-trained weights",
            "first without, then with labels",
            table.finetunePretrained(),
            true)
        + "</tbody></table>";
  }

  private static String bar(String name, String note, double share, boolean trained) {
    return format(
        "<tr><td>%s<small>%s</small></td><td><div class='track'><div class='bar%s'"
            + " style='width:%.1f%%'></div></div></td><td class='value'>%s</td></tr>%n",
        name,
        note,
        trained ? " trained" : "",
        Double.isNaN(share) ? 0 : 100 * share,
        percent(share));
  }

  private String confusionText() {
    String text =
        "Test clips by true family (row) and by the answer of the model fine-tuned from pre-trained"
            + " weights (column); right answers lie on the diagonal.";
    List<String> families = report.families();
    int[][] confusion = report.confusion();
    int most = 0;
    String worst = "";
    for (int truth = 0; truth < confusion.length; truth++) {
      for (int answer = 0; answer < confusion.length; answer++) {
        if (truth != answer && confusion[truth][answer] > most) {
          most = confusion[truth][answer];
          worst =
              format(
                  " Most often, %s was taken for %s (%d clips).",
                  escape(families.get(truth)), escape(families.get(answer)), most);
        }
      }
    }
    return text + worst;
  }

  private String confusion() {
    List<String> families = report.families();
    StringBuilder html =
        new StringBuilder("<div class='scroll'><table class='confusion'><thead><tr><th>true</th>");
    for (String family : families) {
      html.append("<th scope='col'><span>").append(escape(family)).append("</span></th>");
    }
    html.append("</tr></thead><tbody>\n");
    for (int truth = 0; truth < families.size(); truth++) {
      html.append("<tr><th scope='row'>").append(escape(families.get(truth))).append("</th>");
      int[] row = report.confusion()[truth];
      int total = Arrays.stream(row).sum();
      for (int answer = 0; answer < row.length; answer++) {
        html.append(cell(row[answer], total, families.get(truth), families.get(answer)));
      }
      html.append("</tr>\n");
    }
    return html.append("</tbody></table></div>").toString();
  }

  private static String cell(int count, int total, String truth, String answer) {
    if (count == 0) {
      return "<td class='none'>·</td>";
    }
    double share = (double) count / total;
    return format(
        "<td%s style='background:rgba(var(--heat),%.2f)' title='%s, answered %s'>%d</td>",
        share > DENSE ? " class='dense'" : "",
        0.08 + 0.87 * share,
        escape(truth),
        escape(answer),
        count);
  }

  private static String section(String type, String title, String text, String content) {
    return "<section class='"
        + type
        + "'>\n<h2>"
        + title
        + "</h2>\n<p>"
        + text
        + "</p>\n"
        + content
        + "\n</section>\n";
  }

  private static String figure(String content, String caption) {
    return "<figure>" + content + "<figcaption>" + caption + "</figcaption></figure>";
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "not run" : format("%.1f&nbsp;%%", 100 * share);
  }

  private static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole < 60 ? whole + " s" : format("%d min %d s", whole / 60, whole % 60);
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&#39;")
        .replace("\"", "&quot;");
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
