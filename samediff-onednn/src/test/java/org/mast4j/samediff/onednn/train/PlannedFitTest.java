package org.mast4j.samediff.onednn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.engine.Status;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.mast.MastVariants;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.listeners.records.History;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.ViewIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Planned training against ND4J's own {@code fit}, on the same graphs and data. */
class PlannedFitTest {
  private static final double TOLERANCE = 1e-4;
  private static final ISchedule FALLING =
      new ExponentialSchedule(ScheduleType.ITERATION, 0.02, 0.9);
  private static final ISchedule BY_EPOCH =
      new MapSchedule.Builder(ScheduleType.EPOCH).add(0, 0.02).add(1, 0.01).build();

  @TempDir Path folder;

  @BeforeAll
  static void install() {
    Engines.bind();
  }

  /** Two graphs alike: one for each way of training. */
  private record Pair(SameDiff stock, SameDiff planned) {
    static Pair of(Supplier<SameDiff> network, Supplier<TrainingConfig.Builder> config) {
      Pair pair = new Pair(network.get(), network.get());
      pair.stock.setTrainingConfig(config.get().build());
      pair.planned.setTrainingConfig(config.get().build());
      return pair;
    }

    /** The same weights, updater state and counters. */
    void assertSame() {
      for (SDVariable variable : stock.variables()) {
        if (variable.getVariableType() == VariableType.VARIABLE) {
          String name = variable.name();
          assertClose(name, planned.getVariable(name).getArr(), variable.getArr());
        }
      }
      assertThat(planned.getUpdaterMap()).containsOnlyKeys(stock.getUpdaterMap().keySet());
      stock
          .getUpdaterMap()
          .forEach(
              (name, updater) -> {
                Map<String, INDArray> state = planned.getUpdaterMap().get(name).getState();
                Map<String, INDArray> expected = updater.getState();
                assertThat(state.keySet()).isEqualTo(expected.keySet());
                expected.forEach((key, array) -> assertClose(name, state.get(key), array));
              });
      TrainingConfig config = planned.getTrainingConfig();
      assertThat(config.getIterationCount())
          .isEqualTo(stock.getTrainingConfig().getIterationCount());
      assertThat(config.getEpochCount()).isEqualTo(stock.getTrainingConfig().getEpochCount());
    }

    void assertPlanned() {
      Status status = Engines.status(planned.getFunction("grad"));
      assertThat(status.fallbacks()).isEmpty();
      assertThat(status.plans()).isPositive();
    }
  }

  private static void assertClose(String name, INDArray actual, INDArray expected) {
    assertThat(actual.shape()).as(name).isEqualTo(expected.shape());
    double scale = Math.max(1e-3, expected.amaxNumber().doubleValue());
    assertThat(actual.dup('c').sub(expected.dup('c')).amaxNumber().doubleValue())
        .as(name + ", largest value " + scale)
        .isLessThan(TOLERANCE * scale);
  }

  private static void assertSameHistory(History actual, History expected) {
    assertThat(actual.lossCurve().getLossNames()).isEqualTo(expected.lossCurve().getLossNames());
    assertClose("loss", actual.lossCurve().getLossValues(), expected.lossCurve().getLossValues());
    assertThat(actual.trainingEpochs()).isEqualTo(expected.trainingEpochs());
    assertThat(actual.validationEpochs()).isEqualTo(expected.validationEpochs());
    assertThat(actual.validationTimesMillis()).hasSameSizeAs(expected.validationTimesMillis());
  }

  private static MultiDataSetIterator iterator(List<MultiDataSet> batches) {
    return new Batches(batches, true);
  }

  static Stream<Arguments> updaters() {
    return Stream.of(
            new Sgd(0.1),
            new Sgd(FALLING),
            new Nesterovs(0.05, 0.9),
            new Nesterovs(BY_EPOCH, 0.9),
            new Adam(0.01),
            new Adam(FALLING),
            new Adam(BY_EPOCH),
            new Adam(0.01, 0.8, 0.99, 1e-3),
            new Adam(0),
            new AMSGrad(0.01),
            new AdaMax(0.01),
            new Nadam(0.01),
            new RmsProp(0.01),
            new AdaGrad(0.05),
            new AdaDelta(),
            new NoOp())
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void weightsStateAndLossesAreThoseOfFit(IUpdater updater) {
    Pair pair =
        Pair.of(() -> Networks.perceptron(DataType.FLOAT), () -> Networks.config(updater.clone()));
    List<MultiDataSet> batches = Networks.perceptronBatches();
    History expected = pair.stock.fit(iterator(batches), 3);
    History actual = PlannedFit.of(pair.planned).train(iterator(batches), 3).exec();
    assertSameHistory(actual, expected);
    pair.assertSame();
    pair.assertPlanned();
  }

  static Stream<Arguments> regularizations() {
    return Stream.of(new Adam(0.01), new Adam(BY_EPOCH), new Nesterovs(FALLING, 0.9))
        .flatMap(
            updater ->
                Stream.<Supplier<TrainingConfig.Builder>>of(
                        () -> Networks.config(updater).l2(0.1),
                        () -> Networks.config(updater).l1(0.05),
                        () -> Networks.config(updater).weightDecay(0.1, true),
                        () -> Networks.config(updater).weightDecay(0.01, false),
                        () ->
                            Networks.config(updater).regularization(new WeightDecay(FALLING, true)),
                        () -> Networks.config(updater).minimize(false),
                        () -> Networks.config(updater).l2(0.1).minimize(false))
                    .map(Arguments::of));
  }

  @ParameterizedTest
  @MethodSource("regularizations")
  void regularizationIsThatOfFit(Supplier<TrainingConfig.Builder> config) {
    Pair pair = Pair.of(() -> Networks.perceptron(DataType.FLOAT), config);
    List<MultiDataSet> batches = Networks.perceptronBatches();
    History expected = pair.stock.fit(iterator(batches), 2);
    History actual = PlannedFit.of(pair.planned).train(iterator(batches), 2).exec();
    assertSameHistory(actual, expected);
    pair.assertSame();
    pair.assertPlanned();
  }

  @Test
  void severalInputsLabelsMasksAndLossesAreThoseOfFit() {
    Pair pair = Pair.of(Networks::twoHeaded, () -> Networks.twoHeadedConfig(new Adam(0.01)));
    List<MultiDataSet> batches = Networks.twoHeadedBatches();
    History expected = pair.stock.fit(iterator(batches), 2);
    History actual = PlannedFit.of(pair.planned).train(iterator(batches), 2).exec();
    assertThat(actual.lossCurve().getLossNames()).containsExactly("loss", "error");
    assertSameHistory(actual, expected);
    pair.assertSame();
    pair.assertPlanned();
  }

  @Test
  void aConvolutionalNetworkTrainsAsInFit() {
    Pair pair = Pair.of(Networks::convolutional, () -> Networks.config(new Adam(0.01)));
    List<MultiDataSet> batches = Networks.batches(3, 8, 8, 2);
    History expected = pair.stock.fit(iterator(batches), 2);
    History actual = PlannedFit.of(pair.planned).train(iterator(batches), 2).exec();
    assertSameHistory(actual, expected);
    pair.assertSame();
    pair.assertPlanned();
  }

  /** SameDiff's own fit can't: its gradients have forgotten the format of the weights. */
  @Test
  void aKernelTrainsAlikeInEachFormat() {
    List<INDArray> kernels = new ArrayList<>();
    for (WeightsFormat format : WeightsFormat.values()) {
      SameDiff graph = Networks.convolutional(format);
      graph.setTrainingConfig(Networks.config(new Adam(0.01)).build());
      PlannedFit.of(graph).train(iterator(Networks.batches(3, 8, 8, 2)), 2).exec();
      assertThat(Engines.status(graph.getFunction("grad")).fallbacks()).isEmpty();
      INDArray kernel = graph.getVariable("kernel").getArr();
      kernels.add(
          switch (format) {
            case YXIO -> kernel;
            case OIYX -> kernel.permute(2, 3, 1, 0);
            case OYXI -> kernel.permute(1, 2, 3, 0);
          });
    }
    kernels.forEach(kernel -> assertClose("kernel", kernel, kernels.get(0)));
  }

  @Test
  void evaluationsOfTrainingAndValidationAreThoseOfFit() {
    Pair pair =
        Pair.of(
            () -> Networks.perceptron(DataType.FLOAT),
            () ->
                Networks.config(new Adam(0.05))
                    .validationEvaluation("output", 0, new Evaluation()));
    List<MultiDataSet> batches = Networks.perceptronBatches();
    MultiDataSet held = Networks.batches(1, 6).get(0);
    History expected =
        pair.stock.fit().train(iterator(batches), 4).validate(iterator(List.of(held)), 2).exec();
    History actual =
        PlannedFit.of(pair.planned)
            .train(iterator(batches), 4)
            .validate(iterator(List.of(held)), 2)
            .exec();
    assertSameHistory(actual, expected);
    assertThat(actual.validationEpochs()).isEqualTo(2);
    for (Evaluation.Metric metric : Evaluation.Metric.values()) {
      assertThat(actual.trainingEval("output", metric))
          .isEqualTo(expected.trainingEval("output", metric));
      assertThat(actual.validationEval("output", metric))
          .isEqualTo(expected.validationEval("output", metric));
    }
    pair.assertPlanned();
    assertThat(Engines.status(pair.planned).plans()).isPositive();
  }

  static Stream<Arguments> recorders() {
    return Stream.of(
        Arguments.of(9, 9, 4), // never stops
        Arguments.of(2, 9, 2),
        Arguments.of(9, 1, 1),
        Arguments.of(4, 9, 4)); // in the last epoch, where there is nothing to stop
  }

  @ParameterizedTest
  @MethodSource("recorders")
  void listenersAreToldWhatFitTellsThem(int epochs, int validations, int done) {
    Pair pair =
        Pair.of(() -> Networks.perceptron(DataType.FLOAT), () -> Networks.config(new Sgd(0.1)));
    List<Recorder> stock =
        List.of(new Recorder("call's", epochs, validations), new Recorder("graph's"));
    List<Recorder> planned =
        List.of(new Recorder("call's", epochs, validations), new Recorder("graph's"));
    MultiDataSetIterator held = iterator(Networks.batches(2, 6));
    pair.stock.setListeners(stock.get(1));
    pair.stock
        .fit()
        .train(iterator(Networks.perceptronBatches()), 4)
        .validate(held, 2)
        .listeners(stock.get(0))
        .exec();
    pair.planned.setListeners(planned.get(1));
    PlannedFit.of(pair.planned)
        .train(iterator(Networks.perceptronBatches()), 4)
        .validate(held, 2)
        .listeners(planned.get(0))
        .exec();
    for (int i = 0; i < stock.size(); i++) {
      assertThat(planned.get(i).calls).isNotEmpty().isEqualTo(stock.get(i).calls);
      assertThat(planned.get(i).arrays)
          .isNotEmpty()
          .containsExactlyInAnyOrderElementsOf(stock.get(i).arrays);
    }
    assertThat(pair.planned.getTrainingConfig().getEpochCount()).isEqualTo(done);
    pair.assertSame();
    pair.assertPlanned();
  }

  /** Counts what only ND4J's session can show. */
  private static final class OpCounter extends BaseListener {
    private int ops;

    @Override
    public boolean isActive(Operation operation) {
      return operation == Operation.TRAINING;
    }

    @Override
    public void opExecution(
        SameDiff sd,
        At at,
        org.nd4j.linalg.dataset.api.MultiDataSet batch,
        SameDiffOp op,
        OpContext context,
        INDArray[] outputs) {
      ops++;
    }
  }

  @Test
  void aListenerOfEveryOpIsServedByTheStockSession() {
    Pair pair =
        Pair.of(() -> Networks.perceptron(DataType.FLOAT), () -> Networks.config(new Adam(0.01)));
    OpCounter expected = new OpCounter();
    OpCounter actual = new OpCounter();
    pair.stock.fit(iterator(Networks.perceptronBatches()), 2, expected);
    PlannedFit.of(pair.planned)
        .train(iterator(Networks.perceptronBatches()), 2)
        .listeners(actual)
        .exec();
    assertThat(actual.ops).isPositive().isEqualTo(expected.ops);
    assertThat(Engines.status(pair.planned.getFunction("grad")).plans()).isZero();
    pair.assertSame();
  }

  static Stream<Arguments> resumable() {
    return Stream.of(
            new Sgd(0.1),
            new Adam(FALLING),
            new Nesterovs(BY_EPOCH, 0.9),
            new AMSGrad(0.01),
            new RmsProp(0.01))
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("resumable")
  void eitherFitGoesOnFromTheOthersFile(IUpdater updater) {
    List<MultiDataSet> batches = Networks.perceptronBatches();
    SameDiff whole = Networks.perceptron(DataType.FLOAT);
    whole.setTrainingConfig(Networks.config(updater.clone()).build());
    whole.fit(iterator(batches), 4);

    SameDiff first = Networks.perceptron(DataType.FLOAT);
    first.setTrainingConfig(Networks.config(updater.clone()).build());
    first.fit(iterator(batches), 2);
    SameDiff plannedThen = reload(first);
    PlannedFit.of(plannedThen).train(iterator(batches), 2).exec();
    new Pair(whole, plannedThen).assertSame();

    SameDiff second = Networks.perceptron(DataType.FLOAT);
    second.setTrainingConfig(Networks.config(updater.clone()).build());
    PlannedFit.of(second).train(iterator(batches), 2).exec();
    SameDiff stockThen = reload(second);
    stockThen.fit(iterator(batches), 2);
    new Pair(whole, stockThen).assertSame();
  }

  private SameDiff reload(SameDiff graph) {
    File file = folder.resolve("graph.fb").toFile();
    graph.save(file, true);
    return SameDiff.load(file, true);
  }

  @Test
  void frozenVariablesAreLeftAsTheyAre() {
    SameDiff graph = Networks.perceptron(DataType.FLOAT);
    graph.convertToConstants(List.of(graph.getVariable("w0"), graph.getVariable("b0")));
    graph.setTrainingConfig(Networks.config(new Adam(0.1)).build());
    INDArray frozen = graph.getVariable("w0").getArr().dup();
    INDArray trained = graph.getVariable("w1").getArr().dup();
    PlannedFit.of(graph).train(iterator(Networks.perceptronBatches()), 2).exec();
    assertThat(graph.getVariable("w0").getArr()).isEqualTo(frozen);
    assertThat(graph.getVariable("w1").getArr()).isNotEqualTo(trained);
  }

  @Test
  void whatCannotBePlannedTrainsByTheStockSessionAndSaysWhy() {
    Pair pair =
        Pair.of(() -> Networks.perceptron(DataType.DOUBLE), () -> Networks.config(new Adam(0.01)));
    History expected = pair.stock.fit(iterator(Networks.perceptronBatches()), 2);
    History actual =
        PlannedFit.of(pair.planned).train(iterator(Networks.perceptronBatches()), 2).exec();
    assertSameHistory(actual, expected);
    pair.assertSame();
    assertThat(Engines.status(pair.planned.getFunction("grad")).fallbacks()).isNotEmpty();
  }

  @Test
  void aSingleBatchHasALossCurveAndEndsNoEpoch() {
    Pair pair =
        Pair.of(() -> Networks.perceptron(DataType.FLOAT), () -> Networks.config(new Adam(0.01)));
    MultiDataSet batch = Networks.perceptronBatches().get(0);
    Recorder stock = new Recorder("call's");
    Recorder planned = new Recorder("call's");
    pair.stock.fit(batch, stock);
    History history = PlannedFit.of(pair.planned).batch(batch, planned);
    assertThat(planned.calls).isEqualTo(stock.calls);
    assertThat(history.lossCurve().meanLoss("loss")).hasSize(1);
    assertThat(pair.planned.getTrainingConfig().getEpochCount()).isZero();
    pair.assertSame();
  }

  @Test
  void dataSetIteratorsServeAsInFit() {
    Pair pair =
        Pair.of(() -> Networks.perceptron(DataType.FLOAT), () -> Networks.config(new Adam(0.01)));
    MultiDataSet batch = Networks.perceptronBatches().get(0);
    org.nd4j.linalg.dataset.DataSet data =
        new org.nd4j.linalg.dataset.DataSet(batch.getFeatures(0), batch.getLabels(0));
    pair.stock.fit(new ViewIterator(data, 2), 2);
    PlannedFit.of(pair.planned).train(new ViewIterator(data, 2), 2).exec();
    pair.stock.fit(data);
    PlannedFit.of(pair.planned).batch(data);
    pair.assertSame();
  }

  @Test
  void labelsOfAnotherTypeAreCastAndPlanned() {
    Pair pair =
        Pair.of(() -> Networks.perceptron(DataType.FLOAT), () -> Networks.config(new Adam(0.01)));
    MultiDataSet batch = Networks.perceptronBatches().get(0);
    MultiDataSet cast =
        new MultiDataSet(batch.getFeatures(0), batch.getLabels(0).castTo(DataType.DOUBLE));
    pair.stock.fit(cast);
    PlannedFit.of(pair.planned).batch(cast);
    pair.assertSame();
    pair.assertPlanned();
  }

  @Test
  void divergenceIsSeenAsInFit() {
    Pair pair =
        Pair.of(() -> Networks.perceptron(DataType.FLOAT), () -> Networks.config(new Adam(0.01)));
    MultiDataSet batch = Networks.perceptronBatches().get(0);
    batch.getFeatures(0).putScalar(0, 0, Float.NaN);
    pair.stock.fit(batch);
    History history = PlannedFit.of(pair.planned).batch(batch);
    assertThat(history.lossCurve().meanLoss("loss")).containsExactly(Float.NaN);
    assertThat(pair.stock.getVariable("w1").getArr().isNaN().any()).isTrue();
    assertThat(pair.planned.getVariable("w1").getArr().isNaN())
        .isEqualTo(pair.stock.getVariable("w1").getArr().isNaN());
  }

  @Test
  void regularizationOfSeveralLossesKeepsEachLossItsOwn() {
    SameDiff graph = Networks.twoHeaded();
    graph.setTrainingConfig(Networks.twoHeadedConfig(new Sgd(0.01)).l1(0.1).l2(0.1).build());
    History history = PlannedFit.of(graph).batch(Networks.twoHeadedBatches().get(0));
    assertThat(history.lossCurve().getLossNames())
        .containsExactly("loss", "error", "L1Regularization", "L2Regularization");
    assertThat(history.lossCurve().meanLoss("L2Regularization")[0]).isPositive();
  }

  @Test
  void whatIsMissingIsNamed() {
    SameDiff graph = Networks.perceptron(DataType.FLOAT);
    MultiDataSetIterator data = iterator(Networks.perceptronBatches());
    assertThatIllegalStateException()
        .isThrownBy(() -> PlannedFit.of(graph).train(data, 1).exec())
        .withMessageContaining("setTrainingConfig");
    graph.setTrainingConfig(Networks.config(new Adam(0.01)).build());
    assertThatIllegalStateException()
        .isThrownBy(() -> PlannedFit.of(graph).epochs(1).exec())
        .withMessageContaining("no training data");
    assertThatIllegalStateException()
        .isThrownBy(() -> PlannedFit.of(graph).train(data).exec())
        .withMessageContaining("-1 epochs; expected 1 or more");
    assertThatIllegalStateException()
        .isThrownBy(() -> PlannedFit.of(graph).train(iterator(List.of()), 1).exec())
        .withMessageContaining("no batch in epoch 0");
    assertThatIllegalStateException()
        .isThrownBy(
            () -> PlannedFit.of(graph).train(iterator(Networks.twoHeadedBatches()), 1).exec())
        .withMessageContaining("a batch has 2 feature arrays")
        .withMessageContaining("[input]");
  }

  @Test
  void aMastTrainsAsInFit() {
    Pair pair =
        Pair.of(
            PlannedFitTest::mast,
            () ->
                TrainingConfig.builder()
                    .updater(
                        new Sgd(0.1)) // Adam makes steps of gradients that are 0 but for rounding
                    .l2(1e-3)
                    .dataSetFeatureMapping("patches")
                    .dataSetLabelMapping("labels"));
    PatchGrid grid = MastVariants.nano().grid();
    List<MultiDataSet> batches = Networks.batches(2, grid.size(), grid.patchSize());
    pair.stock.fit(iterator(batches), 1);
    PlannedFit.of(pair.planned).train(iterator(batches), 1).exec();
    pair.assertSame();
    pair.assertPlanned();
  }

  private static SameDiff mast() {
    EncoderGraph graph = EncoderGraph.classifier(MastVariants.nano(), 3, 1);
    graph.addLoss(Activation.SOFTMAX);
    return graph.graph();
  }

  @Test
  void aGraphOlderThanTheEngineIsPlanned() {
    SameDiff graph = Networks.perceptron(DataType.FLOAT);
    graph.setTrainingConfig(Networks.config(new Adam(0.01)).build());
    graph.createGradFunction();
    for (SameDiff old : List.of(graph, graph.getFunction("grad"))) {
      old.getSessions().clear();
      old.getSessions().put(Thread.currentThread().getId(), new InferenceSession(old));
    }
    PlannedFit.of(graph).batch(Networks.perceptronBatches().get(0));
    assertThat(Engines.status(graph.getFunction("grad")).plans()).isOne();
  }

  @Test
  void weightsReplacedDuringTrainingAreTrainedOn() {
    Pair pair =
        Pair.of(() -> Networks.perceptron(DataType.FLOAT), () -> Networks.config(new Adam(0.01)));
    List<MultiDataSet> batches = Networks.perceptronBatches();
    for (SameDiff graph : List.of(pair.stock, pair.planned)) {
      Replacer replacer = new Replacer(graph);
      if (graph == pair.stock) {
        graph.fit(iterator(batches), 1, replacer);
      } else {
        PlannedFit.of(graph).train(iterator(batches), 1).listeners(replacer).exec();
      }
    }
    pair.assertSame();
  }

  /** Gives a graph a new array for a weight before its second iteration. */
  private static final class Replacer extends BaseListener {
    private final SameDiff graph;

    Replacer(SameDiff graph) {
      this.graph = graph;
    }

    @Override
    public boolean isActive(Operation operation) {
      return operation == Operation.TRAINING;
    }

    @Override
    public void iterationStart(
        SameDiff sd, At at, org.nd4j.linalg.dataset.api.MultiDataSet data, long etlMs) {
      if (at.iteration() == 1) {
        SDVariable weights = graph.getVariable("w0");
        weights.setArray(weights.getArr().mul(0.5));
      }
    }
  }
}
