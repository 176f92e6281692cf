package org.mast4j.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.mast4j.datavec.audio.dataset.LoadedClips;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.zoo.EncoderGraph;
import org.nd4j.evaluation.classification.Evaluation;

/** Accuracy and confusion matrix of a classifier, as finetune and evaluate print them. */
final class Scores {
  private Scores() {}

  static Evaluation print(
      PrintWriter console,
      String name,
      EncoderGraph classifier,
      LoadedClips clips,
      List<String> labels,
      boolean confusion)
      throws IOException {
    int[] actual = ClipData.labels(clips.clips(), labels);
    int[] predicted = FineTuner.predict(classifier, clips.features());
    Evaluation evaluation = new Evaluation(labels);
    for (int i = 0; i < actual.length; i++) {
      evaluation.eval(predicted[i], actual[i]);
    }
    console.println(
        String.format(
            Locale.ROOT,
            "%s accuracy %.3f (%d clips), macro F1 %.3f",
            name,
            evaluation.accuracy(),
            actual.length,
            evaluation.f1()));
    if (confusion) {
      console.println(evaluation.confusionToString());
    }
    console.flush();
    return evaluation;
  }
}
