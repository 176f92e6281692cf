package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.mast4j.cli.report.EvaluationReport;
import org.mast4j.ssl.evaluate.ClassificationScores;
import org.mast4j.ssl.evaluate.Confusion;
import org.mast4j.ssl.evaluate.MultiLabelScores;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.StoredModel;
import org.nd4j.evaluation.classification.Evaluation;

/**
 * How well a classifier does on labelled clips, as finetune and evaluate print it: by its likeliest
 * class where every clip has one, by the order of each class's probabilities where a clip or the
 * model may have several.
 */
final class Scores {
  /** Of more classes the console shows no table. */
  private static final int MOST_IN_A_TABLE = 50;

  private final List<String> labels;
  private final Predictions predictions;
  private final float[][] targets;
  private final Optional<ClassificationScores> decisions;
  private final MultiLabelScores ranking;
  private final boolean ranks;

  /**
   * Of clips of which some class is known.
   *
   * @param multiLabel whether the clips may have any number of classes
   * @throws IOException naming the clip, if its only class isn't known
   */
  Scores(StoredModel model, Predictions predictions, ClassMatch classes, boolean multiLabel)
      throws IOException {
    this.labels = model.labels();
    this.predictions = predictions;
    this.targets = classes.targets(predictions.clips());
    this.decisions =
        multiLabel
            ? Optional.empty()
            : Optional.of(
                ClassificationScores.of(
                    classes.columns(predictions.clips()), predictions.best(), labels.size()));
    this.ranking = MultiLabelScores.of(predictions.probabilities(), targets);
    this.ranks = multiLabel || model.activation() == Activation.SIGMOID;
  }

  /** The one figure to choose by: accuracy, or mAP of multi-label clips. */
  double figure() {
    return decisions.map(ClassificationScores::accuracy).orElseGet(ranking::meanAveragePrecision);
  }

  /** What {@link #figure} is. */
  String figureName() {
    return decisions.isPresent() ? "accuracy" : "mAP";
  }

  void print(PrintWriter console, String name) {
    sentences(name).forEach(console::println);
    console.flush();
  }

  private List<String> sentences(String name) {
    List<String> sentences = new ArrayList<>();
    decisions.ifPresent(scores -> sentences.add(decisions(scores, name)));
    if (ranks) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "%s mAP %.3f, macro AUC %s, d' %s (%d clips; of %d classes %d have clips)",
              name,
              ranking.meanAveragePrecision(),
              text(ranking.macroAuc()),
              text(ranking.dPrime()),
              targets.length,
              labels.size(),
              ranking.scoredClasses()));
    }
    return sentences;
  }

  private String decisions(ClassificationScores scores, String name) {
    return String.format(
        Locale.ROOT,
        "%s accuracy %.3f (%d clips), balanced accuracy %.3f; macro F1 %.3f, precision %.3f, recall"
            + " %.3f",
        name,
        scores.accuracy(),
        targets.length,
        scores.balancedAccuracy(),
        scores.f1(),
        scores.precision(),
        scores.recall());
  }

  /** A figure, if it is defined. */
  static String text(OptionalDouble figure) {
    return figure.isPresent()
        ? String.format(Locale.ROOT, "%.3f", figure.getAsDouble())
        : "undefined";
  }

  /** Counts of right and wrong answers, if every clip has one class and they fit on a console. */
  void printConfusion(PrintWriter console) {
    if (decisions.isEmpty() || labels.size() > MOST_IN_A_TABLE) {
      return;
    }
    Evaluation counts = new Evaluation(labels); // for its table alone
    for (int actual = 0; actual < labels.size(); actual++) {
      for (int predicted = 0; predicted < labels.size(); predicted++) {
        for (int clip = 0; clip < decisions.get().count(actual, predicted); clip++) {
          counts.eval(predicted, actual);
        }
      }
    }
    console.println(counts.confusionToString());
    console.flush();
  }

  /** What the clips are taken for. */
  Predictions predictions() {
    return predictions;
  }

  /**
   * All of it, to look at.
   *
   * @param model its name
   * @param data what the clips are
   * @param name of the clips in {@link #print}
   * @param remarks sentences beside those that are printed
   */
  EvaluationReport report(String model, String data, String name, List<String> remarks) {
    return new EvaluationReport(
        model,
        data,
        labels,
        Stream.concat(sentences(name).stream(), remarks.stream()).toList(),
        Confusion.of(predictions.best(), targets),
        ranking,
        decisions);
  }
}
