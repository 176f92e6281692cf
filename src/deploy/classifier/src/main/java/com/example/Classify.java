package com.example;

import java.io.IOException;
import java.nio.file.Path;
import org.mast4j.zoo.inference.AudioClassifier;
import org.mast4j.zoo.inference.Classification;

/** {@code java -jar classifier.jar MODEL FILE...}: a line with the likeliest label of each file. */
public final class Classify {
  private Classify() {}

  public static void main(String[] args) throws IOException {
    try (AudioClassifier classifier = AudioClassifier.open(Path.of(args[0]))) {
      for (int i = 1; i < args.length; i++) {
        Classification.Score best = classifier.classify(Path.of(args[i])).best();
        System.out.printf("%s\t%s\t%.3f%n", args[i], best.label(), best.probability());
      }
    }
  }
}
