package org.mast4j.ssl.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.InvocationType;
import org.deeplearning4j.optimize.listeners.CollectScoresIterationListener;
import org.deeplearning4j.optimize.listeners.EvaluativeListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.ssl.finetune.TrainMode;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.dl4j.EncoderLayers;
import org.mast4j.zoo.graph.Graphs;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

/** One world for both doors: what was trained here goes on training in DL4J, and back again. */
class TwoDoorsTest {
  private static final int CLIPS = 12;
  private static final int EPOCHS = 8;
  private static final DataSet DATA = TinyEncoders.data(CLIPS, 1, DataType.FLOAT);

  static List<EncoderConfig> encoders() {
    return Batches.encoders().toList();
  }

  private static FineTuner.Task task() {
    List<Spectrogram> clips = new ClipFeatures(TinyEncoders.GRID).logMels(DATA.getFeatures());
    int[] labels = DATA.getLabels().argMax(1).toIntVector();
    return new FineTuner.Task(
        new FineTuner.Labelled(clips, labels), Optional.empty(), TinyEncoders.CLASSES);
  }

  private static FineTuneConfig config() {
    return FineTuneConfig.standard()
        .with(c -> c.mode(TrainMode.WHOLE).epochs(EPOCHS).batchSize(6).learningRate(1e-2));
  }

  private static StoredModel fineTuned(StoredModel start, FineTuner.Listener listener) {
    try (EncoderGraph tuned =
        new FineTuner(config())
            .run(start.encoder(), Optional.of(start.weights()), task(), listener)) {
      return StoredModel.builder(start.encoder(), start.frontEnd())
          .labels(List.of("a", "b", "c"))
          .weights(tuned.weights().copy())
          .build();
    }
  }

  private static INDArray probabilities(StoredModel model) {
    try (EncoderGraph graph = model.open()) {
      return model.activation().probabilities(graph.logits(DATA.getFeatures()));
    }
  }

  private static void assertSame(INDArray actual, INDArray expected) {
    assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-5);
  }

  /** Through a directory each time. */
  @ParameterizedTest
  @MethodSource("encoders")
  void aModelGoesFromOursToDl4jAndBack(EncoderConfig encoder, @TempDir Path directory)
      throws Exception {
    StoredModel tuned = fineTuned(TestModels.encoder(encoder), epoch -> {});
    tuned.write(directory.resolve("ours"));
    StoredModel read = StoredModel.read(directory.resolve("ours"));
    ComputationGraph network =
        EncoderLayers.of(read, 0, new NeuralNetConfiguration.Builder().updater(new Adam(1e-3)), 1);
    assertSame(network.outputSingle(DATA.getFeatures()), probabilities(tuned));

    double before = network.score(DATA);
    network.fit(
        new org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator<>(DATA.asList(), CLIPS),
        5);
    assertThat(network.score(DATA)).isLessThan(before);

    EncoderLayers.model(network, read.frontEnd(), read.labels()).write(directory.resolve("theirs"));
    StoredModel back = StoredModel.read(directory.resolve("theirs"));
    assertSame(probabilities(back), network.outputSingle(DATA.getFeatures()));
    List<Double> losses = new ArrayList<>();
    StoredModel again = fineTuned(back, epoch -> losses.add(epoch.loss()));
    assertThat(losses.get(EPOCHS - 1)).isLessThan(losses.get(0));
    assertThat(again.weights().encoder().toMap()).isNotEqualTo(back.weights().encoder().toMap());
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void aModelGoesOnUnderPlainSameDiffAndComesBack(EncoderConfig encoder, @TempDir Path directory)
      throws Exception {
    StoredModel tuned = fineTuned(TestModels.encoder(encoder), epoch -> {});
    SameDiff graph = SameDiffModels.trainable(tuned, new Adam(1e-3));
    Map<String, INDArray> inputs =
        Map.of(EncoderGraph.PATCHES, DATA.getFeatures(), EncoderGraph.LABELS, DATA.getLabels());
    INDArray logits = graph.outputSingle(inputs, EncoderGraph.LOGITS);
    assertSame(Activation.SOFTMAX.probabilities(logits), probabilities(tuned));
    double before = graph.outputSingle(inputs, EncoderGraph.LOSS).getDouble(0);

    Path file = directory.resolve("graph.fb");
    graph.fit(DATA);
    graph.save(file.toFile(), true);
    SameDiff loaded = Graphs.load(file);
    for (int i = 0; i < 5; i++) {
      loaded.fit(DATA);
    }
    assertThat(loaded.outputSingle(inputs, EncoderGraph.LOSS).getDouble(0)).isLessThan(before);

    StoredModel back = SameDiffModels.model(loaded, tuned);
    assertSame(
        probabilities(back),
        Activation.SOFTMAX.probabilities(loaded.outputSingle(inputs, EncoderGraph.LOGITS)));
    assertThat(back.labels()).isEqualTo(tuned.labels());
    Graphs.close(graph);
    Graphs.close(loaded);
  }

  @Test
  void aGraphWithoutLossIsRefused() {
    StoredModel encoder = TestModels.encoder(Batches.encoder());
    assertThatThrownBy(() -> SameDiffModels.trainable(encoder, new Adam()))
        .hasMessage("this model has no classifier, hence no loss; fine-tune it first");
  }

  /** EvaluativeListener runs the network forward, whose weights are then those of the moment. */
  @ParameterizedTest
  @MethodSource("encoders")
  void fineTuningTellsDl4jsListeners(EncoderConfig encoder) {
    EvaluativeListener evaluating =
        new EvaluativeListener(Batches.labelled(CLIPS, 6, 1), 1, InvocationType.EPOCH_END);
    List<Double> accuracies = new ArrayList<>();
    evaluating.setCallback(
        (listener, model, invocations, evaluations) ->
            accuracies.add(
                ((org.nd4j.evaluation.classification.Evaluation) evaluations[0]).accuracy()));
    CollectScoresIterationListener scores = new CollectScoresIterationListener();
    FineTuner.Listener listener =
        TrainingListeners.of(config(), encoder, task(), List.of(evaluating, scores));
    StoredModel tuned = fineTuned(TestModels.encoder(encoder), listener);
    assertThat(scores.getScoreVsIter().getEffectiveIndexes()).hasSize(2 * EPOCHS);
    assertThat(accuracies).hasSize(EPOCHS);
    assertThat(accuracies.get(EPOCHS - 1)).isGreaterThan(accuracies.get(0));
    int[] predicted = probabilities(tuned).argMax(1).toIntVector();
    int[] actual = DATA.getLabels().argMax(1).toIntVector();
    long right =
        java.util.stream.IntStream.range(0, CLIPS).filter(i -> predicted[i] == actual[i]).count();
    assertThat(accuracies.get(EPOCHS - 1)).isEqualTo(right / (double) CLIPS);
  }
}
