package org.mast4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.mast4j.zoo.inference.AudioClassifier;

/** The README's example: {@code ReadmeExample MODEL CLIP} prints the label of a clip. */
public final class ReadmeExample {
  private ReadmeExample() {}

  public static void main(String[] args) throws IOException {
    System.out.println(classify(Path.of(args[0]), Path.of(args[1])));
  }

  /** The likeliest label of a clip. */
  static String classify(Path modelDirectory, Path clip) throws IOException {
    // README start
    try (AudioClassifier classifier = AudioClassifier.open(modelDirectory)) {
      return classifier.classify(clip).best().label();
    }
    // README end
  }
}
