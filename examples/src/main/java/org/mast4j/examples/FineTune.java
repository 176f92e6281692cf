package org.mast4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mast4j.datavec.audio.augment.SpecAugment;
import org.mast4j.datavec.audio.augment.TimeShift;
import org.mast4j.datavec.audio.augment.WaveformMixup;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.LoadedClips;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.datavec.audio.dataset.SplitShares;
import org.mast4j.ssl.evaluate.LinearProbe;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.zoo.BundledModels;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;

/**
 * Fine-tuning with augmentations: {@code FineTune FOLDER OUT}, a folder of recordings for each
 * class. Prints each epoch's loss and the share of the test clips told right, after 29 s of CPU
 * time with 200 clips.
 */
public final class FineTune {
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: FineTune FOLDER OUT");
      System.exit(2);
    }
    // tune start
    StoredModel start = BundledModels.read("mast-nano");
    AudioDataset dataset = AudioDataset.open(Path.of(args[0])).split(1, SplitShares.standard());
    LoadedClips clips = dataset.load(start.frontEnd());
    FineTuneConfig config =
        FineTuneConfig.standard()
            .with(c -> c.batchSize(16).learningRate(1e-3))
            .withAugmentations(List.of(new TimeShift(), new WaveformMixup(), new SpecAugment()));
    FineTuner.Labelled test = FineTuner.Labelled.of(clips.of(Split.TEST), dataset.labels());
    try (EncoderGraph classifier =
        new FineTuner(config)
            .run(
                start.encoder(),
                Optional.of(start.weights()),
                FineTuner.Task.of(dataset, clips),
                epoch -> System.out.printf("epoch %d: %.3f%n", epoch.epoch(), epoch.loss()))) {
      StoredModel.of(classifier, start.frontEnd(), dataset.labels()).write(Path.of(args[1]));
      int[] found = FineTuner.predict(classifier, test.clips());
      double accuracy = LinearProbe.accuracy(found, test.targets().single());
      System.out.printf("%.3f of %d test clips told right%n", accuracy, found.length);
    }
    // tune end
  }
}
