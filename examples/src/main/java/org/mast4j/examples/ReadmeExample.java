package org.mast4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.zoo.ModelDirectory;
import org.mast4j.zoo.inference.Embedder;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The README's example: {@code ReadmeExample MODEL CLIP} prints the label of a clip. */
public final class ReadmeExample {
  private ReadmeExample() {}

  public static void main(String[] args) throws IOException {
    System.out.println(classify(Path.of(args[0]), Path.of(args[1])));
  }

  /** The likeliest label of a clip. */
  static String classify(Path modelDirectory, Path clip) throws IOException {
    // README start
    ModelDirectory model = ModelDirectory.read(modelDirectory);
    Spectrogram logMel = new FeatureExtractor(model.frontEnd()).extract(clip);
    INDArray logits = Embedder.logits(model.open(), List.of(logMel));
    return model.labels().get(logits.argMax(1).getInt(0));
    // README end
  }
}
