package org.mast4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.transferlearning.TransferLearningHelper;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.optimize.listeners.CollectScoresIterationListener;
import org.deeplearning4j.ui.model.stats.StatsListener;
import org.deeplearning4j.ui.model.stats.api.StatsReport;
import org.deeplearning4j.ui.model.stats.api.StatsType;
import org.deeplearning4j.ui.model.storage.InMemoryStatsStorage;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.EncoderPart;
import org.mast4j.zoo.dl4j.EncoderLayers;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;

/** The zoo models as ComputationGraphs, in DL4J's own ways of use. */
class ComputationGraphTest {
  static Stream<EncoderConfig> encoders() {
    return TinyEncoders.all();
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void computesWhatTheSameDiffGraphComputes(EncoderConfig encoder) {
    ComputationGraph graph = TinyModels.model(encoder).init();
    EncoderGraph pure = EncoderGraph.classifier(encoder, TinyEncoders.CLASSES, 5);
    EncoderLayers.assign(pure.weights(), graph);
    for (int batch : new int[] {4, 1, 4}) {
      INDArray patches = TinyEncoders.data(batch, batch, DataType.FLOAT).getFeatures();
      INDArray expected = Activation.SOFTMAX.probabilities(pure.logits(patches));
      assertThat(graph.outputSingle(patches).sub(expected).amaxNumber().doubleValue())
          .isLessThan(1e-5);
    }
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void startsFromTheSameWeightsAsTheSameDiffGraph(EncoderConfig encoder) {
    Weights layers = EncoderLayers.weights(TinyModels.model(encoder).init());
    Weights pure = EncoderGraph.classifier(encoder, TinyEncoders.CLASSES, 1234).weights();
    assertThat(layers.keys()).containsExactlyInAnyOrderElementsOf(pure.keys());
    assertThat(layers.encoder().toMap()).isEqualTo(pure.encoder().toMap());
  }

  /** DL4J takes every variable that no op reads for a loss. */
  @ParameterizedTest
  @MethodSource("encoders")
  void noPartLeavesALooseEnd(EncoderConfig encoder) {
    EncoderPart.Output shape =
        new EncoderPart.Output(encoder.grid().size(), encoder.grid().patchSize());
    for (EncoderPart part : encoder.parts()) {
      GraphScope scope = GraphScope.blueprint(DataType.FLOAT, new TreeMap<>());
      SDVariable input =
          scope.graph().placeHolder("input", DataType.FLOAT, -1, shape.tokens(), shape.width());
      SDVariable output = part.link().add(scope, input);
      assertThat(scope.graph().getVariables().values())
          .as(part.name())
          .filteredOn(v -> v.getInputsForOp() == null || v.getInputsForOp().isEmpty())
          .extracting(Variable::getName)
          .containsExactly(output.name());
      shape = part.output();
    }
  }

  /** Along one random direction a parameter, in double; a stock SameDiff layer would double it. */
  @ParameterizedTest
  @MethodSource("encoders")
  void gradientsAreThoseOfFiniteDifferences(EncoderConfig encoder) {
    ComputationGraph graph =
        new ComputationGraph(
            EncoderLayers.configuration(
                new NeuralNetConfiguration.Builder().dataType(DataType.DOUBLE).updater(new NoOp()),
                encoder,
                TinyEncoders.CLASSES,
                Activation.SOFTMAX,
                3));
    graph.init();
    GraphSlopes.assertGradients(graph);
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void frozenLayersStayExactlyAsTheyWereAndANewHeadLearns(EncoderConfig encoder) {
    ComputationGraph start = TinyModels.model(encoder).init();
    ComputationGraph transferred =
        new TransferLearning.GraphBuilder(start)
            .setFeatureExtractor("blocks/0")
            .nOutReplace(EncoderLayers.HEAD, TinyEncoders.CLASSES, WeightInit.XAVIER)
            .build();
    Map<String, INDArray> before = copies(transferred);
    DataSet data = TinyEncoders.data(12, 1, DataType.FLOAT);
    double loss = transferred.score(data);
    for (int i = 0; i < 30; i++) {
      transferred.fit(data);
    }
    assertThat(transferred.score(data)).isLessThan(0.5 * loss);
    Map<String, INDArray> after = copies(transferred);
    before.forEach(
        (name, array) -> {
          if (name.startsWith("embed_") || name.startsWith("blocks/0_")) {
            assertThat(after.get(name)).as(name).isEqualTo(array);
          } else {
            assertThat(after.get(name)).as(name).isNotEqualTo(array);
          }
        });
    Evaluation evaluation =
        transferred.evaluate(iterator(TinyEncoders.data(30, 2, DataType.FLOAT)));
    assertThat(evaluation.accuracy()).isGreaterThan(0.9);
  }

  /** The updater of FineTuneConfiguration passes over layers made of SameDiff; ours doesn't. */
  @ParameterizedTest
  @MethodSource("encoders")
  void anotherUpdaterReachesEveryLayerThatIsNotFrozen(EncoderConfig encoder) {
    ComputationGraph frozen =
        new TransferLearning.GraphBuilder(TinyModels.model(encoder).init())
            .fineTuneConfiguration(new FineTuneConfiguration.Builder().updater(new Sgd(0)).build())
            .setFeatureExtractor("blocks/0")
            .build();
    DataSet data = TinyEncoders.data(6, 1, DataType.FLOAT);

    ComputationGraph still = EncoderLayers.withUpdater(frozen, new Sgd(0));
    Map<String, INDArray> before = copies(still);
    still.fit(data);
    assertThat(copies(still)).isEqualTo(before);

    ComputationGraph moving = EncoderLayers.withUpdater(frozen, new Sgd(0.1));
    moving.fit(data);
    copies(moving)
        .forEach(
            (name, array) -> {
              // Attention doesn't change with a bias on all keys.
              boolean fixed =
                  name.startsWith("embed_")
                      || name.startsWith("blocks/0_")
                      || name.endsWith("norm-k/bias");
              assertThat(array.equals(before.get(name))).as(name).isEqualTo(fixed);
            });
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void aSavedGraphGoesOnExactly(EncoderConfig encoder, @TempDir Path directory) throws Exception {
    ComputationGraph graph = TinyModels.model(encoder).init();
    DataSet data = TinyEncoders.data(6, 1, DataType.FLOAT);
    graph.fit(data);
    File file = directory.resolve("graph.zip").toFile();
    graph.save(file, true);

    ComputationGraph loaded = ComputationGraph.load(file, true);
    INDArray patches = data.getFeatures();
    assertThat(loaded.getConfiguration()).isEqualTo(graph.getConfiguration());
    assertThat(loaded.outputSingle(patches)).isEqualTo(graph.outputSingle(patches));
    for (int i = 0; i < 3; i++) {
      graph.fit(data);
      loaded.fit(data);
    }
    assertThat(loaded.params()).isEqualTo(graph.params());
    assertThat(EncoderLayers.encoder(loaded)).isEqualTo(encoder);
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void stopsEarlyAndTellsListeners(EncoderConfig encoder) {
    ComputationGraph graph = TinyModels.model(encoder).init();
    CollectScoresIterationListener scores = new CollectScoresIterationListener();
    graph.setListeners(scores);
    DataSetIterator train = iterator(TinyEncoders.data(12, 1, DataType.FLOAT));
    double untrained = loss().calculateScore(graph);
    EarlyStoppingConfiguration<ComputationGraph> configuration =
        new EarlyStoppingConfiguration.Builder<ComputationGraph>()
            .epochTerminationConditions(new MaxEpochsTerminationCondition(4))
            .scoreCalculator(loss())
            .modelSaver(new InMemoryModelSaver<>())
            .build();
    EarlyStoppingResult<ComputationGraph> result =
        new EarlyStoppingGraphTrainer(configuration, graph, train).fit();
    assertThat(result.getTotalEpochs()).isEqualTo(4);
    assertThat(Collections.min(result.getScoreVsEpoch().values()))
        .isLessThan(untrained)
        .isCloseTo(loss().calculateScore(result.getBestModel()), within(1e-6));
    assertThat(scores.getScoreVsIter().getEffectiveScores()).isNotEmpty();
  }

  /** What the training UI shows comes from this listener. */
  @ParameterizedTest
  @MethodSource("encoders")
  void theTrainingUiSeesEveryParameter(EncoderConfig encoder) {
    ComputationGraph graph = TinyModels.model(encoder).init();
    InMemoryStatsStorage storage = new InMemoryStatsStorage();
    graph.setListeners(new StatsListener(storage, 1));
    DataSet data = TinyEncoders.data(6, 1, DataType.FLOAT);
    graph.fit(data);
    graph.fit(data);
    String session = storage.listSessionIDs().get(0);
    StatsReport report =
        (StatsReport) storage.getLatestUpdateAllWorkers(session, StatsListener.TYPE_ID).get(0);
    assertThat(report.getScore()).isPositive();
    assertThat(report.getMeanMagnitudes(StatsType.Parameters))
        .containsOnlyKeys(graph.paramTable().keySet());
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void weightsThatDontFitAreAllNamed(EncoderConfig encoder) {
    ComputationGraph graph = TinyModels.model(encoder).init();
    Map<String, INDArray> weights = new TreeMap<>(EncoderLayers.weights(graph).toMap());
    weights.put("extra", weights.remove("head.fc.bias"));
    assertThatThrownBy(() -> EncoderLayers.assign(Weights.of(weights), graph))
        .hasMessageContainingAll("missing head.fc.bias", "unexpected extra");
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void patchesOfAnotherShapeAreRefusedWithBothShapes(EncoderConfig encoder) {
    ComputationGraph graph = TinyModels.model(encoder).init();
    int count = encoder.grid().size();
    int size = encoder.grid().patchSize();
    long[][] wrong = {{count, 2, size}, {2, count, size / 2}, {2L * count, size}, {2, size, count}};
    for (long[] shape : wrong) {
      INDArray patches = Nd4j.zeros(DataType.FLOAT, shape);
      String[] says = {
        "layer embed: input of shape " + Arrays.toString(shape),
        "expected [any, %d, %d]".formatted(count, size),
        "the patches of 12 mels x 20 frames; give the reader the model's front end and grid"
      };
      assertThatThrownBy(() -> graph.outputSingle(patches)).hasMessageContainingAll(says);
      INDArray labels = Nd4j.zeros(DataType.FLOAT, shape[0], TinyEncoders.CLASSES);
      assertThatThrownBy(() -> graph.fit(new DataSet(patches, labels)))
          .hasMessageContainingAll(says);
    }
    assertThatThrownBy(() -> graph.outputSingle(Nd4j.empty(DataType.FLOAT).reshape(0, count, size)))
        .hasMessageContaining("expected [at least 1, %d, %d]".formatted(count, size));
    assertThat(graph.outputSingle(Nd4j.zeros(1, count, size)).shape())
        .containsExactly(1, TinyEncoders.CLASSES);
  }

  /** An encoder reads all of its patches: a mask that is ignored would be a wrong answer. */
  @ParameterizedTest
  @MethodSource("encoders")
  void aMaskThatLeavesPatchesOutIsRefused(EncoderConfig encoder) {
    ComputationGraph graph = TinyModels.model(encoder).init();
    DataSet data = TinyEncoders.data(2, 1, DataType.FLOAT);
    INDArray mask = Nd4j.ones(DataType.FLOAT, 2, encoder.grid().size());
    INDArray plain = graph.outputSingle(data.getFeatures());
    INDArray masked =
        graph.output(false, new INDArray[] {data.getFeatures()}, new INDArray[] {mask})[0];
    assertThat(masked).isEqualTo(plain);
    mask.putScalar(0, 1, 0);
    data.setFeaturesMaskArray(mask);
    assertThatThrownBy(() -> graph.fit(data)).hasMessageContaining("a features mask of shape [2, ");
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void theSummaryFitsATerminal(EncoderConfig encoder) {
    ComputationGraph graph =
        new TransferLearning.GraphBuilder(TinyModels.model(encoder).init())
            .setFeatureExtractor("blocks/0")
            .build();
    String summary = graph.summary();
    assertThat(summary.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(120));
    assertThat(summary)
        .containsIgnoringWhitespaces("Total Parameters: %,d".formatted(graph.numParams()))
        .contains("Frozen");
    InputType patches =
        InputType.recurrent(encoder.grid().patchSize(), encoder.grid().size(), RNNFormat.NWC);
    assertThat(graph.memoryInfo(2, patches)).contains("blocks/1");
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void aFeaturizedSetTrainsTheRestAsTheWholeWould(EncoderConfig encoder) {
    ComputationGraph frozen =
        new TransferLearning.GraphBuilder(TinyModels.model(encoder).init())
            .setFeatureExtractor("blocks/0")
            .build();
    ComputationGraph whole = frozen.clone();
    DataSet data = TinyEncoders.data(6, 1, DataType.FLOAT);
    TransferLearningHelper helper = new TransferLearningHelper(frozen);
    DataSet featurized = helper.featurize(data);
    helper.fitFeaturized(featurized);
    whole.fit(data);
    whole
        .paramTable()
        .forEach(
            (name, array) ->
                assertThat(frozen.getParam(name).sub(array).amaxNumber().doubleValue())
                    .as(name)
                    .isLessThan(1e-5));
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void aCloneHasParametersOfItsOwn(EncoderConfig encoder) {
    ComputationGraph graph = TinyModels.model(encoder).init();
    DataSet data = TinyEncoders.data(6, 1, DataType.FLOAT);
    graph.fit(data);
    ComputationGraph clone = graph.clone();
    Map<String, INDArray> before = copies(graph);
    // DL4J's own clones start counting anew.
    clone.getConfiguration().setIterationCount(graph.getIterationCount());
    clone.fit(data);
    assertThat(copies(graph)).isEqualTo(before);
    graph.fit(data);
    assertThat(clone.params()).isEqualTo(graph.params());
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void aMultiDataSetTrainsAsADataSet(EncoderConfig encoder) {
    ComputationGraph graph = TinyModels.model(encoder).init();
    ComputationGraph same = TinyModels.model(encoder).init();
    DataSet data = TinyEncoders.data(6, 1, DataType.FLOAT);
    graph.fit(data);
    same.fit(data.toMultiDataSet());
    assertThat(same.params()).isEqualTo(graph.params());
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void aGraphSavedWithoutItsUpdaterHasTheSameAnswers(EncoderConfig encoder, @TempDir Path directory)
      throws Exception {
    ComputationGraph graph = TinyModels.model(encoder).init();
    DataSet data = TinyEncoders.data(6, 1, DataType.FLOAT);
    graph.fit(data);
    File file = directory.resolve("graph.zip").toFile();
    graph.save(file, false);
    ComputationGraph loaded = ComputationGraph.load(file, false);
    assertThat(loaded.outputSingle(data.getFeatures()))
        .isEqualTo(graph.outputSingle(data.getFeatures()));
    loaded.fit(data);
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void aParameterIsSetByNameAndShape(EncoderConfig encoder) {
    ComputationGraph graph = TinyModels.model(encoder).init();
    String name = "embed_patch-embed/proj/bias";
    INDArray value = graph.getParam(name).add(1);
    graph.setParam(name, value);
    assertThat(graph.getParam(name)).isEqualTo(value);
    assertThatThrownBy(() -> graph.setParam(name, Nd4j.ones(1)))
        .hasMessageContaining("parameter patch-embed/proj/bias of shape [1]; expected [");
  }

  private static DataSetLossCalculator loss() {
    return new DataSetLossCalculator(iterator(TinyEncoders.data(6, 2, DataType.FLOAT)), true);
  }

  private static Map<String, INDArray> copies(ComputationGraph graph) {
    Map<String, INDArray> copies = new TreeMap<>();
    graph.paramTable().forEach((name, array) -> copies.put(name, array.dup('c')));
    return copies;
  }

  private static DataSetIterator iterator(DataSet data) {
    return new ListDataSetIterator<>(List.of(data), (int) data.getFeatures().size(0));
  }
}
