package org.mast4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.mast4j.datavec.audio.augment.CropConfig;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.LoadedClips;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.datavec.audio.dataset.SplitShares;
import org.mast4j.ssl.evaluate.LinearProbe;
import org.mast4j.ssl.pretrain.Pretrainer;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.mast.MastVariants;

/**
 * SS-MAST, which sees no label, and what that is worth to a linear probe, which does: {@code
 * PretrainAndProbe FOLDER OUT}. Prints every 50th step and the probe's accuracies, after 45 s of
 * CPU time with 200 clips.
 */
public final class PretrainAndProbe {
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: PretrainAndProbe FOLDER OUT");
      System.exit(2);
    }
    // pretrain start
    EncoderConfig encoder = MastVariants.nano();
    AudioDataset data = AudioDataset.open(Path.of(args[0])).split(1, SplitShares.standard());
    LoadedClips train = data.load(encoder.frontEnd()).of(Split.TRAIN);
    int batch = Math.min(64, train.clips().size());
    SsMastConfig method =
        SsMastConfig.paper()
            .withSteps(200)
            .with(c -> c.batchSize(batch).learningRate(1e-3).crop(CropConfig.shiftInTime()));
    Pretrainer.Listener listener =
        (step, metrics) -> {
          if (step % 50 == 0) {
            System.out.printf("step %d: %s%n", step, method.summary(metrics));
          }
        };
    try (Pretrainer.Result result = new Pretrainer(encoder, method).run(train.source(), listener)) {
      StoredModel trained = result.chosen().model(encoder, encoder.frontEnd());
      trained.write(Path.of(args[1]));
      StoredModel random = trained.withWeights(EncoderGraph.encoder(encoder, 1).weights());
      System.out.printf("probe, pre-trained: %.3f%n", LinearProbe.run(trained, data).accuracy());
      System.out.printf("probe, random weights: %.3f%n", LinearProbe.run(random, data).accuracy());
    }
    // pretrain end
  }
}
