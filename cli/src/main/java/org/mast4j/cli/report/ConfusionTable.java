package org.mast4j.cli.report;

import java.util.Arrays;
import java.util.List;

/** Counts of answers by the truth, as a table whose cells are the darker the larger their share. */
final class ConfusionTable {

  private static final double DENSE = 0.5;

  private ConfusionTable() {}

  /**
   * The table.
   *
   * @param counts [true class][predicted class]
   */
  static String html(List<String> classes, int[][] counts) {
    StringBuilder html =
        new StringBuilder("<div class='scroll'><table class='confusion'><thead><tr><th>true</th>");
    for (String name : classes) {
      html.append("<th scope='col'><span>").append(Html.escape(name)).append("</span></th>");
    }
    html.append("</tr></thead><tbody>\n");
    for (int truth = 0; truth < classes.size(); truth++) {
      html.append("<tr><th scope='row'>").append(Html.escape(classes.get(truth))).append("</th>");
      int[] row = counts[truth];
      int total = Arrays.stream(row).sum();
      for (int answer = 0; answer < row.length; answer++) {
        html.append(cell(row[answer], total, classes.get(truth), classes.get(answer)));
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
    return Html.format(
        "<td%s style='background:rgba(var(--heat),%.2f)' title='%s, answered %s'>%d</td>",
        share > DENSE ? " class='dense'" : "",
        0.08 + 0.87 * share,
        Html.escape(truth),
        Html.escape(answer),
        count);
  }
}
