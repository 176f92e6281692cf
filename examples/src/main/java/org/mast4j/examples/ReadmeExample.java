package org.mast4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.SplitShares;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.zoo.BundledModels;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.inference.AudioClassifier;

/**
 * The README's example: {@code ReadmeExample FOLDER CLIP MODEL}, a folder of recordings for each
 * class, a clip, and where the model goes. Prints the label of the clip, after 30 s of CPU time
 * with 200 recordings.
 */
public final class ReadmeExample {
  public static void main(String[] args) throws IOException {
    if (args.length != 3) {
      System.err.println("usage: ReadmeExample FOLDER CLIP MODEL");
      System.exit(2);
    }
    System.out.println(label(Path.of(args[0]), Path.of(args[1]), Path.of(args[2])));
  }

  /** The likeliest label of a clip. */
  static String label(Path recordings, Path clip, Path model) throws IOException {
    // README start
    StoredModel start = BundledModels.read("mast-nano"); // pre-trained weights, no download
    AudioDataset data = AudioDataset.open(recordings).split(1, SplitShares.standard());
    FineTuner.Task task = FineTuner.Task.of(data, data.load(start.frontEnd()));
    try (EncoderGraph tuned =
        new FineTuner(FineTuneConfig.standard())
            .run(start.encoder(), Optional.of(start.weights()), task, epoch -> {})) {
      StoredModel.of(tuned, start.frontEnd(), data.labels()).write(model);
    }
    try (AudioClassifier classifier = AudioClassifier.open(model)) {
      return classifier.classify(clip).best().label();
    }
    // README end
  }
}
