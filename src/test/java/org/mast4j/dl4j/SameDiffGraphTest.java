package org.mast4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.samediff.onednn.train.PlannedFit;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.graph.Graphs;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/** The zoo models as pure SameDiff graphs, in SameDiff's own ways of use. */
class SameDiffGraphTest {
  static Stream<EncoderConfig> encoders() {
    return TinyEncoders.all();
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void plainOutputIsRightOnEachCallAndAfterLoading(EncoderConfig encoder, @TempDir Path directory)
      throws Exception {
    SameDiff graph = TinyModels.model(encoder).initSameDiff();
    SameDiff twin = EncoderGraph.classifier(encoder, TinyEncoders.CLASSES, 1234).graph();
    Path file = directory.resolve("graph.fb");
    graph.save(file.toFile(), true);
    SameDiff loaded = Graphs.load(file);
    for (int batch : new int[] {2, 3, 1, 2}) {
      INDArray patches = TinyEncoders.data(batch, batch, DataType.FLOAT).getFeatures();
      // With every variable asked for, no array of the session is ever reused, and no ops are
      // fused.
      Map<String, INDArray> all =
          twin.output(Map.of(EncoderGraph.PATCHES, patches), computed(twin));
      for (String name : List.of("tokens", "pooled", "logits")) {
        assertSame(graph.outputSingle(Map.of("patches", patches), name), all.get(name), 1e-5);
        assertSame(loaded.outputSingle(Map.of("patches", patches), name), all.get(name), 1e-5);
      }
    }
  }

  private static List<String> computed(SameDiff graph) {
    return graph.variables().stream()
        .filter(variable -> variable.getVariableType() == VariableType.ARRAY)
        .map(SDVariable::name)
        .toList();
  }

  /** A reshape would make [15, 24, 256] into [8, 45, 256], and eight answers. */
  @ParameterizedTest
  @MethodSource("encoders")
  void patchesOfAnotherShapeAreRefusedWithBothShapes(EncoderConfig encoder, @TempDir Path directory)
      throws Exception {
    SameDiff made = TinyModels.model(encoder).initSameDiff();
    Path file = directory.resolve("graph.fb");
    made.save(file.toFile(), true);
    int count = encoder.grid().size();
    int size = encoder.grid().patchSize();
    String expected = "expected [any, %d, %d]".formatted(count, size);
    long[][] wrong = {
      {count, 2, size}, {2, count, size / 2}, {2L * count, size}, {0, count, size}, {2, size, count}
    };
    INDArray labels = Nd4j.zeros(DataType.FLOAT, 2, TinyEncoders.CLASSES);
    for (SameDiff graph : List.of(made, Graphs.load(file))) {
      for (long[] shape : wrong) {
        INDArray patches = Nd4j.create(DataType.FLOAT, shape);
        String given = "patches of shape " + Arrays.toString(shape);
        assertThatThrownBy(() -> graph.output(Map.of("patches", patches), "logits"))
            .hasMessageContainingAll(given, expected);
        assertThatThrownBy(
                () ->
                    graph.calculateGradients(
                        Map.of("patches", patches, "labels", labels), "head/fc/weight"))
            .hasMessageContainingAll(given, expected);
      }
      INDArray one = TinyEncoders.data(1, 1, DataType.FLOAT).getFeatures();
      INDArray logits = graph.outputSingle(Map.of("patches", one), "logits");
      assertThat(logits.shape()).containsExactly(1, TinyEncoders.CLASSES);
      assertSame(
          graph.outputSingle(Map.of("patches", one.castTo(DataType.DOUBLE)), "logits"),
          logits,
          1e-6);
    }
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void plannedFitRefusesPatchesOfAnotherGrid(EncoderConfig encoder) {
    SameDiff graph = TinyModels.model(encoder).initSameDiff();
    train(graph, new Sgd(0.1));
    int count = encoder.grid().size();
    INDArray patches = Nd4j.zeros(DataType.FLOAT, count, 2, encoder.grid().patchSize());
    DataSet batch = new DataSet(patches, Nd4j.zeros(DataType.FLOAT, count, TinyEncoders.CLASSES));
    assertThatThrownBy(() -> PlannedFit.of(graph).batch(batch))
        .hasMessageContainingAll(
            "patches of shape " + Arrays.toString(patches.shape()), "expected [any, " + count);
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void labelsOfAnotherNumberOfClassesAreRefused(EncoderConfig encoder) {
    SameDiff graph = TinyModels.model(encoder).initSameDiff();
    INDArray patches = TinyEncoders.data(2, 1, DataType.FLOAT).getFeatures();
    INDArray labels = Nd4j.ones(DataType.FLOAT, 2, 1);
    assertThatThrownBy(() -> graph.output(Map.of("patches", patches, "labels", labels), "loss"))
        .hasMessageContaining(
            "labels of shape [2, 1]; expected [any, " + TinyEncoders.CLASSES + "]");
  }

  /** One step of fit by SGD is one step along the gradients. */
  @ParameterizedTest
  @MethodSource("encoders")
  void fitFollowsTheGradients(EncoderConfig encoder) {
    SameDiff graph = TinyModels.model(encoder).initSameDiff();
    SameDiff same = TinyModels.model(encoder).initSameDiff();
    DataSet data = TinyEncoders.data(6, 1, DataType.FLOAT);
    train(graph, new Sgd(0.1));
    graph.fit(data);
    Map<String, INDArray> parameters = Graphs.parameters(same);
    same.calculateGradients(
            Map.of("patches", data.getFeatures(), "labels", data.getLabels()), parameters.keySet())
        .forEach((name, gradient) -> parameters.get(name).subi(gradient.mul(0.1)));
    Graphs.parameters(graph)
        .forEach((name, array) -> assertSame(array, parameters.get(name), 1e-6));
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void aSavedGraphGoesOnExactly(EncoderConfig encoder, @TempDir Path directory) throws Exception {
    SameDiff graph = TinyModels.model(encoder).initSameDiff();
    DataSet data = TinyEncoders.data(6, 1, DataType.FLOAT);
    train(graph, new Adam(1e-2));
    graph.fit(data);
    Path file = directory.resolve("graph.fb");
    graph.save(file.toFile(), true);
    SameDiff loaded = Graphs.load(file);
    for (int i = 0; i < 3; i++) {
      graph.fit(data);
      loaded.fit(data);
    }
    assertThat(Graphs.parameters(loaded)).isEqualTo(Graphs.parameters(graph));
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void aFrozenEncoderStaysAndItsHeadLearns(EncoderConfig encoder) {
    SameDiff graph = TinyModels.model(encoder).initSameDiff();
    List<SDVariable> frozen = new ArrayList<>();
    Map<String, INDArray> before = new LinkedHashMap<>();
    Graphs.parameters(graph)
        .forEach(
            (name, array) -> {
              if (!name.startsWith("head/")) {
                frozen.add(graph.getVariable(name));
                before.put(name, array.dup());
              }
            });
    graph.convertToConstants(frozen);
    assertThat(Graphs.parameters(graph).keySet()).allMatch(name -> name.startsWith("head/"));
    DataSet data = TinyEncoders.data(12, 1, DataType.FLOAT);
    train(graph, new Adam(3e-2));
    double untrained = loss(graph, data);
    for (int i = 0; i < 30; i++) {
      graph.fit(data);
    }
    assertThat(loss(graph, data)).isLessThan(0.5 * untrained);
    before.forEach((name, array) -> assertThat(graph.getArrForVarName(name)).isEqualTo(array));
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void bothLossesAreTheirFormulas(EncoderConfig encoder) {
    DataSet data = TinyEncoders.data(4, 1, DataType.FLOAT);
    for (Activation activation : Activation.values()) {
      EncoderGraph graph = EncoderGraph.classifier(encoder, TinyEncoders.CLASSES, 5);
      graph.addLoss(activation);
      INDArray p = activation.probabilities(graph.logits(data.getFeatures()));
      double expected = 0;
      for (int i = 0; i < 4; i++) {
        for (int c = 0; c < TinyEncoders.CLASSES; c++) {
          double y = data.getLabels().getDouble(i, c);
          expected -= y * Math.log(p.getDouble(i, c)) / 4;
          if (activation == Activation.SIGMOID) {
            expected -= (1 - y) * Math.log(1 - p.getDouble(i, c)) / 4;
          }
        }
      }
      assertThat(loss(graph.graph(), data))
          .isCloseTo(expected, org.assertj.core.api.Assertions.within(1e-5));
    }
  }

  private static void train(SameDiff graph, IUpdater updater) {
    graph.setTrainingConfig(
        TrainingConfig.builder()
            .updater(updater)
            .dataSetFeatureMapping(EncoderGraph.PATCHES)
            .dataSetLabelMapping(EncoderGraph.LABELS)
            .build());
  }

  private static double loss(SameDiff graph, DataSet data) {
    return graph
        .outputSingle(
            Map.of("patches", data.getFeatures(), "labels", data.getLabels()), EncoderGraph.LOSS)
        .getDouble(0);
  }

  private static void assertSame(INDArray actual, INDArray expected, double tolerance) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThanOrEqualTo(tolerance);
  }
}
