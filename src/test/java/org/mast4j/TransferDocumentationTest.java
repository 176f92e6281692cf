package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.datavec.api.io.labels.ParentPathLabelGenerator;
import org.datavec.api.split.FileSplit;
import org.datavec.api.writable.NDArrayWritable;
import org.deeplearning4j.datasets.datavec.RecordReaderDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.termination.ScoreImprovementEpochTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.datavec.audio.reader.AudioRecordReader;
import org.mast4j.testkit.Page;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.HiddenLayer;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.Windowing;
import org.mast4j.zoo.ast.AST;
import org.mast4j.zoo.ast.AstConfig;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.dl4j.EncoderLayers;
import org.mast4j.zoo.inference.AudioClassifier;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** What docs/transfer.md shows, as code that runs. */
class TransferDocumentationTest {
  @TempDir Path directory;

  @Test
  void everyBlockOfThePageStandsInThisTest() throws IOException {
    Page.of("docs/transfer.md").assertShows(7, TransferDocumentationTest.class);
  }

  @Test
  void theBlocksRun() throws Exception {
    writeModel(directory.resolve("model"));
    Tones.writeTwoClasses(directory.resolve("train"), 8);
    Tones.writeTwoClasses(directory.resolve("validation"), 3);
    Path result = directory.resolve("result");
    String label =
        transfer(
            directory.resolve("model"),
            directory.resolve("train"),
            result,
            directory.resolve("validation/high/1.wav"));
    assertThat(label).isEqualTo("high");
    assertThat(StoredModel.read(result).labels()).containsExactly("high", "low");
  }

  private String transfer(Path modelDirectory, Path recordings, Path result, Path clip)
      throws Exception {
    StoredModel start = StoredModel.read(modelDirectory);
    ComputationGraph network = AST.builder().numClasses(2).build().init(start);

    DataSetIterator validation = validation(start);
    AudioRecordReader reader =
        new AudioRecordReader(
            start.frontEnd(), start.encoder().grid(), new ParentPathLabelGenerator());
    reader.initialize(new FileSplit(recordings.toFile(), new Random(1)));
    DataSetIterator batches = new RecordReaderDataSetIterator(reader, 8, 1, 2);

    FineTuneConfiguration settings =
        new FineTuneConfiguration.Builder()
            .updater(new Adam(3e-3))
            .l2(1e-4)
            .dropOut(0.9)
            .gradientNormalization(GradientNormalization.ClipL2PerLayer)
            .gradientNormalizationThreshold(1)
            .build();
    ComputationGraph tuned =
        new TransferLearning.GraphBuilder(network)
            .fineTuneConfiguration(settings)
            .setFeatureExtractor("blocks/1")
            .build();

    EarlyStoppingConfiguration<ComputationGraph> stopping =
        new EarlyStoppingConfiguration.Builder<ComputationGraph>()
            .epochTerminationConditions(
                new MaxEpochsTerminationCondition(10),
                new ScoreImprovementEpochTerminationCondition(3))
            .scoreCalculator(new DataSetLossCalculator(validation, true))
            .modelSaver(new InMemoryModelSaver<>())
            .build();
    ComputationGraph best =
        new EarlyStoppingGraphTrainer(stopping, tuned, batches).fit().getBestModel();

    best.setLearningRate(new ExponentialSchedule(ScheduleType.EPOCH, 1e-4, 0.9));
    best.fit(batches);

    int width = start.encoder().outputWidth();
    ComputationGraph deeper =
        new TransferLearning.GraphBuilder(network)
            .fineTuneConfiguration(settings)
            .removeVertexAndConnections("head")
            .addLayer(
                "hidden",
                new DenseLayer.Builder().nIn(width).nOut(16).activation(Activation.RELU).build(),
                "head/norm")
            .addLayer(
                "output",
                new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                    .nIn(16)
                    .nOut(2)
                    .activation(Activation.SOFTMAX)
                    .build(),
                "hidden")
            .setOutputs("output")
            .build();
    deeper.fit(batches);
    assertSurvivesItsDirectory(
        deeper, EncoderLayers.model(deeper, start.frontEnd(), reader.getLabels()), clip);

    EncoderLayers.model(best, start.frontEnd(), reader.getLabels())
        .withWindowing(start.windowing()) // the rule for long clips
        .write(result);
    try (AudioClassifier classifier = AudioClassifier.open(result)) {
      return classifier.classify(clip).best().label();
    }
  }

  /** The classifier of the written head says what the graph says of the same clip. */
  private void assertSurvivesItsDirectory(ComputationGraph graph, StoredModel model, Path clip)
      throws Exception {
    assertThat(model.hidden()).containsExactly(new HiddenLayer(16, HiddenLayer.Function.RELU));
    model.write(directory.resolve("deeper"));
    AudioRecordReader reader =
        new AudioRecordReader(
            model.frontEnd(), model.encoder().grid(), new ParentPathLabelGenerator());
    reader.initialize(new FileSplit(clip.toFile()));
    INDArray patches = ((NDArrayWritable) reader.next().get(0)).get();
    StoredModel shortClips =
        StoredModel.read(directory.resolve("deeper"))
            .withWindowing(Windowing.first(model.frontEnd()));
    try (AudioClassifier classifier = new AudioClassifier(shortClips)) {
      assertThat(classifier.classify(clip).best().probability())
          .isCloseTo(graph.outputSingle(patches).maxNumber().doubleValue(), within(1e-5));
    }
  }

  private DataSetIterator validation(StoredModel model) throws Exception {
    AudioRecordReader reader =
        new AudioRecordReader(
            model.frontEnd(), model.encoder().grid(), new ParentPathLabelGenerator());
    reader.initialize(new FileSplit(directory.resolve("validation").toFile()));
    return new RecordReaderDataSetIterator(reader, 8, 1, 2);
  }

  /** Random weights of a small AST that told three classes apart. */
  private static void writeModel(Path to) throws IOException {
    AstConfig encoder =
        AstVariants.base().withWidth(32, 2).withLayers(4).withGrid(PatchGrid.of(32, 96));
    new StoredModel(
            encoder,
            FrontEndConfig.kaldi().withMels(32).withFrames(96),
            List.of("a", "b", "c"),
            EncoderGraph.classifier(encoder, 3, 11).weights())
        .write(to);
  }
}
