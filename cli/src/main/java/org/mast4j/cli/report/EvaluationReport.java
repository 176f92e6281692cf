package org.mast4j.cli.report;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mast4j.notebook.picture.Heat;
import org.mast4j.notebook.picture.Png;
import org.mast4j.ssl.evaluate.ClassificationScores;
import org.mast4j.ssl.evaluate.Confusion;
import org.mast4j.ssl.evaluate.MultiLabelScores;

/**
 * How a classifier did on labelled clips, to look at and to compute with.
 *
 * @param model its name
 * @param data what it was tried on
 * @param labels of its classes
 * @param summary what the command line says of all classes, a sentence each
 * @param confusion what the clips of each class were taken for
 * @param ranking how well each class's probability tells its clips from the others
 * @param decisions how often the likeliest class is right, where every clip has one class
 */
public record EvaluationReport(
    String model,
    String data,
    List<String> labels,
    List<String> summary,
    Confusion confusion,
    MultiLabelScores ranking,
    Optional<ClassificationScores> decisions) {

  /** The page's title begins so, by which one of ours is known. */
  public static final String TITLE = "MAST4J evaluation";

  /** Pixels of the picture's side, at least. */
  private static final int SIDE = 512;

  public EvaluationReport {
    labels = List.copyOf(labels);
    summary = List.copyOf(summary);
  }

  /** One HTML file without links to anything outside it. */
  public String html() {
    return new EvaluationPage(this).html();
  }

  /** A row of figures for each class that some clip has, in the order of the labels. */
  public String classesCsv() {
    return new ClassTable(this).csv();
  }

  /**
   * The confusion as a PNG: actual classes downwards and likeliest to the right, those that occur,
   * bright by the square root of the share of the actual class's clips.
   */
  public byte[] confusionPng() {
    return Png.encode(confusionImage());
  }

  BufferedImage confusionImage() {
    int[] present = confusion.present();
    int cell = Math.max(1, (SIDE + present.length - 1) / present.length);
    double[][] levels = new double[present.length * cell][present.length * cell];
    for (int y = 0; y < levels.length; y++) {
      int actual = present[y / cell];
      double clips = Math.max(1, confusion.clips(actual));
      for (int x = 0; x < levels.length; x++) {
        levels[y][x] = Math.sqrt(confusion.counts()[actual][present[x / cell]] / clips);
      }
    }
    return Heat.image(levels);
  }

  /** The classes that some clip has. */
  int[] scored() {
    return IntStream.range(0, labels.size())
        .filter(c -> ranking.classes().get(c).clips() > 0)
        .toArray();
  }
}
