package org.mast4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.listeners.CollectScoresIterationListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.testkit.Slopes;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.dl4j.EncoderLayers;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** DL4J's training settings reach every layer of an encoder, or are refused by name. */
class FineTuneTest {
  private static final double RATE = 0.1;
  private static final DataSet DATA = TinyEncoders.data(6, 1, DataType.FLOAT);

  static Stream<EncoderConfig> encoders() {
    return TinyEncoders.all();
  }

  /** One parameter before a step. */
  private record Parameter(INDArray value, INDArray gradient, List<INDArray> layerGradients) {
    boolean isBias() {
      return value.rank() == 1 || value.rank() == 2 && value.size(0) == 1;
    }

    double layerNorm() {
      return Math.sqrt(layerGradients.stream().mapToDouble(g -> Math.pow(norm(g), 2)).sum());
    }

    static double norm(INDArray array) {
      return array.norm2Number().doubleValue();
    }
  }

  /** What a step takes from a parameter, by hand. */
  private interface Step {
    INDArray of(Parameter parameter);
  }

  private record Setting(String name, Consumer<FineTuneConfiguration.Builder> set, Step step) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static INDArray sgd(Parameter parameter) {
    return parameter.gradient().mul(RATE);
  }

  private static Setting setting(
      String name, Consumer<FineTuneConfiguration.Builder> set, Step step) {
    return new Setting(name, set, step);
  }

  private static Setting updater(IUpdater updater) {
    return setting(updater.toString(), b -> b.updater(updater), p -> applied(updater, p));
  }

  private static INDArray applied(IUpdater updater, Parameter parameter) {
    INDArray flat = parameter.gradient().dup('c').reshape(parameter.gradient().length());
    long size = updater.stateSize(flat.length());
    GradientUpdater<?> state =
        updater.clone().instantiate(size == 0 ? null : Nd4j.zeros(flat.dataType(), size), true);
    state.applyUpdater(flat, 0, 0);
    return flat.reshape(parameter.gradient().shape());
  }

  private static Setting clipping(GradientNormalization kind, double threshold, Step step) {
    return setting(
        kind.toString(),
        b -> b.gradientNormalization(kind).gradientNormalizationThreshold(threshold),
        step);
  }

  private static List<Setting> settings() {
    return List.of(
        updater(new Sgd(0.3)),
        updater(new Adam(0.01)),
        updater(new Nesterovs(0.05, 0.9)),
        updater(new Sgd(new ExponentialSchedule(ScheduleType.ITERATION, 0.2, 0.5))),
        setting(
            "biasUpdater",
            b -> b.biasUpdater(new Sgd(0.5)),
            p -> p.isBias() ? p.gradient().mul(0.5) : sgd(p)),
        setting("l1", b -> b.l1(0.01), p -> penalised(p, sign(p).mul(0.01 * RATE), false)),
        setting("l2", b -> b.l2(0.3), p -> penalised(p, p.value().mul(0.3 * RATE), false)),
        setting("l1Bias", b -> b.l1Bias(0.02), p -> penalised(p, sign(p).mul(0.02 * RATE), true)),
        setting("l2Bias", b -> b.l2Bias(0.2), p -> penalised(p, p.value().mul(0.2 * RATE), true)),
        clipping(
            GradientNormalization.ClipElementWiseAbsoluteValue,
            0.01,
            p -> clipped(p, 0.01).mul(RATE)),
        clipping(
            GradientNormalization.ClipL2PerLayer,
            0.01,
            p -> sgd(p).mul(Math.min(1, 0.01 / p.layerNorm()))),
        clipping(
            GradientNormalization.ClipL2PerParamType,
            0.01,
            p -> sgd(p).mul(Math.min(1, 0.01 / Parameter.norm(p.gradient())))),
        clipping(GradientNormalization.RenormalizeL2PerLayer, 1, p -> sgd(p).div(p.layerNorm())));
  }

  private static INDArray clipped(Parameter parameter, double limit) {
    return Transforms.max(Transforms.min(parameter.gradient(), limit), -limit);
  }

  private static INDArray penalised(Parameter parameter, INDArray penalty, boolean ofBiases) {
    return parameter.isBias() == ofBiases ? sgd(parameter).add(penalty) : sgd(parameter);
  }

  private static INDArray sign(Parameter parameter) {
    return Transforms.sign(parameter.value(), true);
  }

  static Stream<Arguments> encodersAndSettings() {
    return encoders().flatMap(e -> settings().stream().map(s -> Arguments.of(e, s)));
  }

  @ParameterizedTest
  @MethodSource("encodersAndSettings")
  void fineTuneConfigurationReachesEveryLayer(EncoderConfig encoder, Setting setting) {
    ComputationGraph start = sgdGraph(encoder);
    Map<String, Parameter> before = parameters(start);
    FineTuneConfiguration.Builder configuration = new FineTuneConfiguration.Builder();
    setting.set().accept(configuration);
    ComputationGraph tuned =
        new TransferLearning.GraphBuilder(start)
            .fineTuneConfiguration(configuration.build())
            .build();

    tuned.fit(DATA);

    before.forEach(
        (name, parameter) -> {
          INDArray expected = parameter.value().sub(setting.step().of(parameter));
          assertThat(tuned.getParam(name).sub(expected).amaxNumber().doubleValue())
              .as(name)
              .isLessThan(2e-6);
        });
  }

  /** DL4J's validation gives its own layers the decay twice: the head's isn't ours to mend. */
  @ParameterizedTest
  @MethodSource("encoders")
  void weightDecayReachesEveryEncoderLayerOnce(EncoderConfig encoder) {
    ComputationGraph start = sgdGraph(encoder);
    Map<String, Parameter> before = parameters(start);
    ComputationGraph tuned =
        new TransferLearning.GraphBuilder(start)
            .fineTuneConfiguration(new FineTuneConfiguration.Builder().weightDecay(0.2).build())
            .build();
    tuned.fit(DATA);
    before.forEach(
        (name, parameter) -> {
          if (!name.startsWith(EncoderLayers.HEAD)) {
            INDArray decay = parameter.value().mul(0.2 * RATE);
            INDArray expected = parameter.value().sub(penalised(parameter, decay, false));
            assertThat(tuned.getParam(name).sub(expected).amaxNumber().doubleValue())
                .as(name)
                .isLessThan(2e-6);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void theNetworksOwnSettingsReachEveryLayerToo(EncoderConfig encoder) {
    ComputationGraph plain = sgdGraph(encoder);
    ComputationGraph decayed =
        graph(
            new NeuralNetConfiguration.Builder()
                .updater(new Sgd(RATE))
                .l2(0.3)
                .gradientNormalization(GradientNormalization.ClipElementWiseAbsoluteValue)
                .gradientNormalizationThreshold(0.01),
            encoder);
    Map<String, Parameter> before = parameters(plain);
    decayed.fit(DATA);
    before.forEach(
        (name, parameter) -> {
          INDArray step = clipped(parameter, 0.01).mul(RATE);
          if (!parameter.isBias()) {
            step.addi(parameter.value().mul(0.3 * RATE));
          }
          INDArray expected = parameter.value().sub(step);
          assertThat(decayed.getParam(name).sub(expected).amaxNumber().doubleValue())
              .as(name)
              .isLessThan(2e-6);
        });
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void theScoreHoldsTheRegularisationOfEveryLayer(EncoderConfig encoder) {
    ComputationGraph plain = sgdGraph(encoder);
    ComputationGraph decayed =
        new TransferLearning.GraphBuilder(plain)
            .fineTuneConfiguration(new FineTuneConfiguration.Builder().l2(0.3).build())
            .build();
    double penalty =
        parameters(plain).values().stream()
            .filter(p -> !p.isBias())
            .mapToDouble(p -> 0.5 * 0.3 * Math.pow(Parameter.norm(p.value()), 2))
            .sum();
    assertThat(decayed.score(DATA)).isCloseTo(plain.score(DATA) + penalty, within(1e-4));
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void setLearningRateReachesEveryLayer(EncoderConfig encoder) {
    ComputationGraph graph = sgdGraph(encoder);
    Map<String, Parameter> before = parameters(graph);

    graph.setLearningRate(0);
    graph.fit(DATA);
    before.forEach((name, p) -> assertThat(graph.getParam(name)).as(name).isEqualTo(p.value()));

    graph.setLearningRate(new ExponentialSchedule(ScheduleType.ITERATION, 2, 0.5)); // 1 at step 1
    graph.setLearningRate("blocks/0", 0.5);
    assertThat(graph.getLearningRate("blocks/0")).isEqualTo(0.5);
    graph.fit(DATA);
    before.forEach(
        (name, p) -> {
          double rate = name.startsWith("blocks/0_") ? 0.5 : 1;
          INDArray expected = p.value().sub(p.gradient().mul(rate));
          assertThat(graph.getParam(name).sub(expected).amaxNumber().doubleValue())
              .as(name)
              .isLessThan(2e-6);
        });
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void layersOfOneFineTuneConfigurationHaveRatesOfTheirOwn(EncoderConfig encoder) {
    ComputationGraph tuned =
        new TransferLearning.GraphBuilder(sgdGraph(encoder))
            .fineTuneConfiguration(new FineTuneConfiguration.Builder().updater(new Adam(1)).build())
            .build();
    ComputationGraph copy = tuned.clone();
    tuned.setLearningRate("blocks/0", 0.5);
    assertThat(tuned.getLearningRate("embed")).isEqualTo(1);
    assertThat(copy.getLearningRate("blocks/0")).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void dropoutIsAppliedToTheInputOfEveryLayer(EncoderConfig encoder) {
    ComputationGraph dropped =
        new TransferLearning.GraphBuilder(sgdGraph(encoder))
            .fineTuneConfiguration(new FineTuneConfiguration.Builder().dropout(new Half()).build())
            .build();
    ComputationGraph plain = sgdGraph(encoder);
    LayerWorkspaceMgr detached = LayerWorkspaceMgr.noWorkspaces();
    INDArray input = DATA.getFeatures();
    for (String layer : List.of("embed", "blocks/0", "blocks/1")) {
      INDArray expected = plain.getLayer(layer).activate(input.mul(0.5), false, detached);
      INDArray actual = dropped.getLayer(layer).activate(input.dup(), true, detached);
      assertThat(actual.sub(expected).amaxNumber().doubleValue()).as(layer).isLessThan(1e-5);
      input = plain.getLayer(layer).activate(input.dup(), false, detached);
    }
    assertThat(dropped.outputSingle(DATA.getFeatures()))
        .isEqualTo(plain.outputSingle(DATA.getFeatures()));
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void gradientsPassThroughDropout(EncoderConfig encoder) {
    ComputationGraph graph =
        graph(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .updater(new NoOp())
                .dropOut(new Half()),
            encoder);
    DataSet data = TinyEncoders.data(3, 1, DataType.DOUBLE);
    graph.setInput(0, data.getFeatures());
    graph.setLabel(0, data.getLabels());
    graph.computeGradientAndScore();
    String name = "embed_patch-embed/proj/weight";
    Slopes.assertEachSlope(
        Map.of(name, graph.gradient().getGradientFor(name).dup('c')),
        Map.of(name, graph.getParam(name)),
        () -> 3 * graph.score(data, true)); // a sum over the batch, and a mean
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void frozenLayersStayBitEqualUnderEverySetting(EncoderConfig encoder) {
    FineTuneConfiguration configuration =
        new FineTuneConfiguration.Builder()
            .updater(new Adam(0.01))
            .l1(0.1)
            .l2(0.1)
            .l2Bias(0.1)
            .dropOut(0.5)
            .gradientNormalization(GradientNormalization.ClipL2PerLayer)
            .build();
    ComputationGraph tuned =
        new TransferLearning.GraphBuilder(sgdGraph(encoder))
            .fineTuneConfiguration(configuration)
            .setFeatureExtractor("blocks/0")
            .build();
    Map<String, INDArray> before = new TreeMap<>();
    tuned.paramTable().forEach((name, array) -> before.put(name, array.dup()));
    tuned.fit(DATA);
    tuned.setLearningRate(0.5);
    tuned.fit(DATA);
    before.forEach(
        (name, array) -> {
          boolean frozen = name.startsWith("embed_") || name.startsWith("blocks/0_");
          assertThat(array.equals(tuned.getParam(name))).as(name).isEqualTo(frozen);
        });
  }

  static Stream<Arguments> impossible() {
    return Stream.of(
        Arguments.of(
            "constraints",
            new FineTuneConfiguration.Builder()
                .constraints(List.of(new MaxNormConstraint(1, 0)))
                .build()),
        Arguments.of(
            "weight noise",
            new FineTuneConfiguration.Builder().weightNoise(new DropConnect(0.5)).build()),
        Arguments.of(
            "activation sigmoid",
            new FineTuneConfiguration.Builder()
                .activation(org.nd4j.linalg.activations.Activation.SIGMOID)
                .build()),
        Arguments.of(
            "optimization algorithm LBFGS",
            new FineTuneConfiguration.Builder()
                .optimizationAlgo(org.deeplearning4j.nn.api.OptimizationAlgorithm.LBFGS)
                .build()));
  }

  @ParameterizedTest
  @MethodSource("impossible")
  void whatCantReachAnEncodersLayerIsRefusedByName(
      String what, FineTuneConfiguration configuration) {
    TransferLearning.GraphBuilder builder =
        new TransferLearning.GraphBuilder(sgdGraph(encoders().findFirst().orElseThrow()))
            .fineTuneConfiguration(configuration)
            .validateOutputLayerConfig(false);
    assertThatThrownBy(builder::build)
        .hasMessageContaining("layer embed: an encoder's layer has no " + what);
  }

  @Test
  void anotherUpdaterKeepsCountersAndListeners() {
    ComputationGraph graph = sgdGraph(encoders().findFirst().orElseThrow());
    CollectScoresIterationListener listener = new CollectScoresIterationListener();
    graph.setListeners(listener);
    graph.fit(DATA);
    graph.incrementEpochCount();
    ComputationGraph other = EncoderLayers.withUpdater(graph, new Adam(0.01));
    assertThat(other.getIterationCount()).isEqualTo(1);
    assertThat(other.getEpochCount()).isEqualTo(1);
    assertThat(other.getListeners()).containsExactly(listener);
    other.fit(DATA);
    assertThat(listener.getScoreVsIter().getEffectiveIndexes()).containsExactly(0, 1);
  }

  private static ComputationGraph sgdGraph(EncoderConfig encoder) {
    return graph(new NeuralNetConfiguration.Builder().updater(new Sgd(RATE)), encoder);
  }

  private static ComputationGraph graph(
      NeuralNetConfiguration.Builder settings, EncoderConfig encoder) {
    ComputationGraph graph =
        new ComputationGraph(
            EncoderLayers.configuration(
                settings, encoder, TinyEncoders.CLASSES, Activation.SOFTMAX, 3));
    graph.init();
    return graph;
  }

  /** Values and mean gradients, copies. */
  private static Map<String, Parameter> parameters(ComputationGraph graph) {
    graph.setInput(0, DATA.getFeatures());
    graph.setLabel(0, DATA.getLabels());
    graph.computeGradientAndScore();
    Map<String, INDArray> gradients = new TreeMap<>();
    graph
        .gradient()
        .gradientForVariable()
        .forEach((name, array) -> gradients.put(name, array.dup('c').div(DATA.numExamples())));
    Map<String, Parameter> parameters = new TreeMap<>();
    gradients.forEach(
        (name, gradient) -> {
          String layer = name.substring(0, name.indexOf('_') + 1);
          List<INDArray> ofLayer =
              gradients.entrySet().stream()
                  .filter(e -> e.getKey().startsWith(layer))
                  .map(Map.Entry::getValue)
                  .toList();
          parameters.put(name, new Parameter(graph.getParam(name).dup('c'), gradient, ofLayer));
        });
    return parameters;
  }

  /** A dropout without chance: every value halved. */
  private static final class Half implements IDropout {
    @Override
    public INDArray applyDropout(
        INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr workspaces) {
      return workspaces.leverageTo(ArrayType.INPUT, result.assign(input).muli(0.5));
    }

    @Override
    public INDArray backprop(INDArray above, INDArray below, int iteration, int epoch) {
      return below.assign(above).muli(0.5);
    }

    @Override
    public void clear() {}

    @Override
    public IDropout clone() {
      return new Half();
    }
  }
}
