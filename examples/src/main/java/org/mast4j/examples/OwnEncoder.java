package org.mast4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.BadClips;
import org.mast4j.datavec.audio.dataset.FeatureStatistics;
import org.mast4j.datavec.audio.dataset.SplitShares;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.ssl.finetune.TrainMode;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.mast.MastConfig;
import org.mast4j.zoo.mast.MastVariants;

/**
 * A MAST of one's own shape, trained from random weights: {@code OwnEncoder FOLDER OUT}. Prints its
 * size and each epoch's accuracy on the validation clips, in 24 s of CPU time with 200 clips.
 */
public final class OwnEncoder {
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: OwnEncoder FOLDER OUT");
      System.exit(2);
    }
    // encoder start
    MastConfig own =
        MastVariants.nano()
            .withGrid(PatchGrid.of(64, 192, 8, 8)) // mels x frames, side by side
            .withStages(List.of(1, 2), 24, 2) // blocks; width and heads of the first stage
            .withMlpRatio(3);
    try (EncoderGraph graph = EncoderGraph.encoder(own, 1)) {
      long parameters = graph.weights().parameterCount();
      System.out.printf("%d parameters, %.3f GFLOP%n", parameters, own.flops().pooled() / 1e9);
    }
    AudioDataset data = AudioDataset.open(Path.of(args[0])).split(1, SplitShares.standard());
    FrontEndConfig frontEnd =
        FeatureStatistics.compute(data.clips(), own.frontEnd(), BadClips.refused(), count -> {})
            .applyTo(own.frontEnd());
    FineTuneConfig config =
        FineTuneConfig.standard()
            .with(c -> c.mode(TrainMode.WHOLE).batchSize(16).learningRate(1e-3));
    FineTuner.Task task = FineTuner.Task.of(data, data.load(frontEnd));
    FineTuner.Listener listener =
        e -> System.out.printf("accuracy %.3f%n", e.validationScore().getAsDouble());
    try (EncoderGraph graph = new FineTuner(config).run(own, Optional.empty(), task, listener)) {
      StoredModel.of(graph, frontEnd, data.labels()).write(Path.of(args[1]));
    }
    // encoder end
  }
}
