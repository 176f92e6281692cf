package org.mast4j.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.mast4j.cli.report.Csv;
import org.mast4j.cli.report.EvaluationReport;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.internal.io.AtomicDirectory;

/**
 * A folder with an {@link EvaluationReport}: the page, its table of classes as CSV, its picture,
 * and every clip's probabilities.
 */
final class EvaluationFolder {
  static final String PAGE = "index.html";

  private static final String CLASSES = "classes.csv";
  private static final String PREDICTIONS = "predictions.csv";
  private static final String PICTURE = "confusion.png";
  private static final AtomicDirectory FOLDERS =
      new AtomicDirectory(
          "a report of mast4j's evaluate",
          Set.of(PAGE, CLASSES, PREDICTIONS, PICTURE),
          folder ->
              Files.readString(folder.resolve(PAGE)).contains("<title>" + EvaluationReport.TITLE));

  private EvaluationFolder() {}

  /**
   * Checks before the work whether {@link #write} could write there.
   *
   * @param inputs that must stay as they are
   * @throws IOException saying what is in the way
   */
  static void requireWritable(Path folder, Collection<Path> inputs) throws IOException {
    Outputs.requireFolder(folder, inputs);
    for (Path input : inputs) {
      Outputs.requireOutside(folder, input);
    }
    FOLDERS.requireWritable(folder);
  }

  /** Writes all of it or nothing, in place of an older one. */
  static void write(Path folder, EvaluationReport report, Predictions predictions)
      throws IOException {
    FOLDERS.write(
        folder,
        fresh -> {
          Files.writeString(fresh.resolve(PAGE), report.html());
          Files.writeString(fresh.resolve(CLASSES), report.classesCsv());
          Files.write(fresh.resolve(PICTURE), report.confusionPng());
          try (BufferedWriter csv = Files.newBufferedWriter(fresh.resolve(PREDICTIONS))) {
            writePredictions(csv, report.labels(), predictions);
          }
        });
  }

  /** A row a clip: where it is, its classes, the likeliest one, the probability of each. */
  private static void writePredictions(
      BufferedWriter csv, List<String> labels, Predictions predictions) throws IOException {
    csv.write("path,start,end,labels,likeliest");
    for (String label : labels) {
      csv.write(',' + Csv.quoted(label));
    }
    csv.write('\n');
    int[] best = predictions.best();
    for (int i = 0; i < best.length; i++) {
      AudioClip clip = predictions.clips().get(i);
      csv.write(Csv.quoted(clip.path().toString()));
      csv.write(clip.segment().map(s -> "," + s.start() + "," + s.end()).orElse(",,"));
      csv.write(',' + Csv.quoted(String.join(ClipData.LABEL_SEPARATOR, clip.labels())));
      csv.write(',' + Csv.quoted(labels.get(best[i])));
      for (float probability : predictions.probabilities()[i]) {
        csv.write("," + probability);
      }
      csv.write('\n');
    }
  }
}
