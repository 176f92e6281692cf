package com.example;

import java.nio.file.Path;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.termination.ScoreImprovementEpochTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.weights.WeightInit;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.dl4j.EncoderLayers;
import org.mast4j.zoo.inference.AudioClassifier;
import org.mast4j.zoo.inference.Classification;
import org.mast4j.zoo.mast.MAST;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Trains a small MAST on two kinds of tones, transfers it to three kinds of sounds, and classifies
 * a file: {@code Sounds FOLDER}, which is filled with recordings and models.
 */
public final class Sounds {
  private static final FrontEndConfig FRONT_END =
      FrontEndConfig.kaldi().withMels(64).withFrames(96);

  private Sounds() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    Recordings.write(folder);

    Path tones = folder.resolve("tone-model");
    trainFromTheZoo(folder.resolve("tones")).write(tones);

    Path sounds = folder.resolve("sound-model");
    transfer(StoredModel.read(tones), folder.resolve("sounds")).write(sounds);

    try (AudioClassifier classifier = AudioClassifier.open(sounds)) {
      Classification classification = classifier.classify(folder.resolve("clip.wav"));
      System.out.println("clip.wav: " + classification.best().label());
    }
  }

  /** A model of the zoo's smallest preset, trained until it no longer gets better. */
  private static StoredModel trainFromTheZoo(Path data) throws Exception {
    Clips train = new Clips(data.resolve("train"), FRONT_END);
    Clips validation = new Clips(data.resolve("validation"), FRONT_END);
    ComputationGraph network =
        MAST.builder()
            .preset("mast-nano")
            .input(64, 96)
            .numClasses(train.labels().size())
            .updater(new Adam(1e-3))
            .build()
            .init();
    EarlyStoppingConfiguration<ComputationGraph> stopping =
        new EarlyStoppingConfiguration.Builder<ComputationGraph>()
            .scoreCalculator(new DataSetLossCalculator(validation.batches(), true))
            .epochTerminationConditions(
                new MaxEpochsTerminationCondition(20),
                new ScoreImprovementEpochTerminationCondition(3))
            .modelSaver(new InMemoryModelSaver<>())
            .build();
    ComputationGraph best =
        new EarlyStoppingGraphTrainer(stopping, network, train.batches()).fit().getBestModel();
    System.out.println("tones: " + best.evaluate(validation.batches()).accuracy());
    return train.model(best);
  }

  /** The model's encoder, its first block frozen, below a new classifier for other sounds. */
  private static StoredModel transfer(StoredModel model, Path data) throws Exception {
    Clips train = new Clips(data.resolve("train"), model.frontEnd());
    Clips validation = new Clips(data.resolve("validation"), model.frontEnd());
    ComputationGraph start = MAST.builder().encoder(model.encoder()).build().init(model);
    ComputationGraph network =
        new TransferLearning.GraphBuilder(start)
            .fineTuneConfiguration(
                new FineTuneConfiguration.Builder().updater(new Adam(2e-3)).seed(1).build())
            .setFeatureExtractor("blocks/0")
            .nOutReplace(EncoderLayers.HEAD, train.labels().size(), WeightInit.XAVIER)
            .build();
    network.fit(train.batches(), 12);
    System.out.println("sounds: " + network.evaluate(validation.batches()).accuracy());
    return train.model(network);
  }
}
