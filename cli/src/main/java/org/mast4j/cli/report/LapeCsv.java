package org.mast4j.cli.report;

import org.mast4j.ssl.lape.Contestant;
import org.mast4j.ssl.lape.Figure;
import org.mast4j.ssl.lape.LapeMethod;
import org.mast4j.ssl.lape.LapeTable;

/** The CSV of a {@link LapeReport}. */
final class LapeCsv {
  private final LapeTable table;

  LapeCsv(LapeTable table) {
    this.table = table;
  }

  /** As CSV: a row for each number, with all digits, and its baselines beside it. */
  String csv() {
    StringBuilder csv =
        new StringBuilder(
            "task,layout,method,model,accuracy,deviation,balanced_accuracy,f1,seeds,folds,chosen,"
                + "random_weights,gain_over_random,random_low,random_high,mean_log_mel,gain_over_log_mel,"
                + "log_mel_low,log_mel_high\n");
    for (LapeMethod method : table.methods()) {
      for (LapeTable.Task task : table.tasks()) {
        Figure logMel = table.figure(task, method, table.lineup().logMel());
        for (Contestant contestant : table.rows()) {
          Figure figure = table.figure(task, method, contestant);
          csv.append(Csv.quoted(task.name())).append(',').append(task.layout().orElse(""));
          csv.append(',').append(method).append(',').append(Csv.quoted(contestant.name()));
          csv.append(',').append(figure.mean()).append(',');
          figure.deviation().ifPresent(csv::append);
          csv.append(',').append(figure.balancedAccuracy()).append(',').append(figure.f1());
          csv.append(',').append(figure.bySeed().size()).append(',').append(task.folds().size());
          csv.append(',').append(Csv.quoted(figure.choice())).append(',');
          csv.append(
              table
                  .lineup()
                  .randomOf(contestant)
                  .map(random -> comparison(figure, table.figure(task, method, random)))
                  .orElse(",,,"));
          csv.append(',').append(comparison(figure, logMel)).append('\n');
        }
      }
    }
    return csv.toString();
  }

  private static String comparison(Figure figure, Figure base) {
    Figure.Gain gain = figure.over(base);
    return base.mean()
        + ","
        + gain.mean()
        + ","
        + gain.interval().low()
        + ","
        + gain.interval().high();
  }
}
