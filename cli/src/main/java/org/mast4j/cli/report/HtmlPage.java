package org.mast4j.cli.report;

import java.util.List;
import java.util.stream.Collectors;
import org.mast4j.datavec.audio.patch.PatchGrid;

/** The report's HTML. */
final class HtmlPage {

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
    return Html.head("MAST4J quickstart", "")
        + "<h1>What pre-training without labels taught a small"
        + " MAST</h1>\n"
        + summary()
        + "<div class='cards'>\n"
        + Html.section("wide", "Accuracy on test clips", ACCURACY, bars())
        + Html.section(
            "",
            "What the model sees",
            Html.format(
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
        + Html.section(
            "",
            "What is left out",
            Html.format(
                "In pre-training the encoder gets only %d of a view's %d patches, chosen anew each"
                    + " time and equally many in every row; the others are shaded. Less to"
                    + " compute, and nothing to lean on that is always there.",
                report.keptPatches().length, grid.size()),
            Svg.kept(report.viewA(), grid, report.keptPatches(), "View A without the dropped ones"))
        + Html.section(
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
        + Html.section(
            "",
            "Map of the test clips",
            "Each dot is a test clip as the pre-trained encoder sees it, before any label; similar"
                + " clips lie close (t-SNE). Colours and names were added afterwards. Distances"
                + " between far groups mean little.",
            Svg.map(map, report.embeddingLabels(), report.families(), "Map of embeddings by family")
                + Html.legend(report.families()))
        + Html.section(
            evenCards() ? "" : "wide",
            "Which families are mixed up",
            confusionText(),
            ConfusionTable.html(report.families(), report.confusion()))
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
        .map(curve -> Html.section("", curve.title(), curve.meaning(), LineChart.of(curve)))
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
          Html.format(
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
    return Html.format(
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
              Html.format(
                  " Most often, %s was taken for %s (%d clips).",
                  Html.escape(families.get(truth)), Html.escape(families.get(answer)), most);
        }
      }
    }
    return text + worst;
  }

  private static String figure(String content, String caption) {
    return "<figure>" + content + "<figcaption>" + caption + "</figcaption></figure>";
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "not run" : Html.format("%.1f&nbsp;%%", 100 * share);
  }

  private static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole < 60 ? whole + " s" : Html.format("%d min %d s", whole / 60, whole % 60);
  }
}
