package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.ssl.evaluate.ClassificationScores;
import org.mast4j.zoo.inference.Classification;
import org.nd4j.evaluation.classification.Evaluation;

/** How well a classifier does on labelled clips, as finetune and evaluate print it. */
final class Scores {
  private final List<String> labels;
  private final int[] actual;
  private final int[] predicted;

  /**
   * Of clips that have one label each.
   *
   * @param labels of the classifier
   * @throws IOException naming the clip, if a label isn't among them
   */
  Scores(List<ClipData.Classified> clips, List<String> labels) throws IOException {
    this.labels = labels;
    List<AudioClip> ofClips = clips.stream().map(ClipData.Classified::clip).toList();
    this.actual = ClipData.labels(ofClips, labels);
    this.predicted =
        clips.stream()
            .map(ClipData.Classified::classification)
            .map(Classification::best)
            .mapToInt(best -> labels.indexOf(best.label()))
            .toArray();
  }

  double accuracy() {
    return scores().accuracy();
  }

  private ClassificationScores scores() {
    return ClassificationScores.of(actual, predicted, labels.size());
  }

  void print(PrintWriter console, String name) {
    ClassificationScores scores = scores();
    console.printf(
        Locale.ROOT,
        "%s accuracy %.3f (%d clips), balanced accuracy %.3f; macro F1 %.3f, precision %.3f, recall"
            + " %.3f%n",
        name,
        scores.accuracy(),
        actual.length,
        scores.balancedAccuracy(),
        scores.f1(),
        scores.precision(),
        scores.recall());
    console.flush();
  }

  void printConfusion(PrintWriter console) {
    Evaluation counts = new Evaluation(labels); // for its table alone
    for (int i = 0; i < actual.length; i++) {
      counts.eval(predicted[i], actual[i]);
    }
    console.println(counts.confusionToString());
    console.flush();
  }
}
