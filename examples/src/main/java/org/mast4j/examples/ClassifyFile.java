package org.mast4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.mast4j.zoo.inference.AudioClassifier;
import org.mast4j.zoo.inference.Classification.Score;

/**
 * What a recording is: {@code ClassifyFile MODEL CLIP}, a model directory with a classifier, such
 * as {@link TransferLearn} and {@link FineTune} write. Prints the three likeliest labels with their
 * probabilities, after 6 s of CPU time.
 */
public final class ClassifyFile {
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: ClassifyFile MODEL CLIP");
      System.exit(2);
    }
    // classify start
    try (AudioClassifier classifier = AudioClassifier.open(Path.of(args[0]))) {
      for (Score score : classifier.classify(Path.of(args[1])).top(3)) {
        System.out.printf("%.3f %s%n", score.probability(), score.label());
      }
    }
    // classify end
  }
}
