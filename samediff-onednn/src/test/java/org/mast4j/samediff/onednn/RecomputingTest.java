package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.mast4j.samediff.onednn.Comparison.assertClose;
import static org.mast4j.samediff.onednn.Comparison.assertPlanned;
import static org.mast4j.samediff.onednn.Comparison.batch;
import static org.mast4j.samediff.onednn.Comparison.classifier;
import static org.mast4j.samediff.onednn.Comparison.random;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.mast.MastVariants;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.api.OutAndGrad;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;

/** Gradients that compute again what they need, against those that keep it. */
class RecomputingTest {
  /** Kernels may be others where a value has other readers. */
  private static final double TOLERANCE = 1e-5;

  private static final int CLASSES = 3;

  @BeforeAll
  static void install() {
    Engines.bind();
  }

  @AfterEach
  void keep() {
    Engines.recompute(false);
  }

  /** The gradients of both ways, compared; by how much less memory the second does. */
  private static double share(
      SameDiff graph, Map<String, INDArray> inputs, List<String> names, double tolerance) {
    Map<String, INDArray> kept = graph.calculateGradients(inputs, names);
    SameDiff gradients = graph.getFunction("grad");
    long all = Engines.status(gradients).bytes();
    Engines.recompute(true);
    for (int call = 0; call < 2; call++) {
      assertClose(graph.calculateGradients(inputs, names), kept, tolerance);
    }
    assertPlanned(gradients);
    assertThat(Engines.status(gradients).plans()).isEqualTo(2);
    return (double) (Engines.status(gradients).bytes() - all) / all;
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, Long.getLong("org.mast4j.onednn.seeds", 24));
  }

  /** Layers of random kinds, one on the other, each with a path past it. */
  @ParameterizedTest
  @MethodSource("seeds")
  void randomLayers(long seed) {
    RandomGraph random = new RandomGraph(seed);
    SameDiff graph = random.graph();
    int clips = random.size(1, 3);
    int height = random.size(2, 6);
    int width = random.size(2, 6);
    int channels = 4 * random.size(1, 4);
    SDVariable x = random.variable((long) clips * height * width, channels);
    int layers = random.size(3, 12);
    for (int i = 0; i < layers; i++) {
      SDVariable y =
          switch (random.size(0, 5)) {
            case 0 -> RandomGraph.gelu(graph.mmul(x, random.variable(channels, channels)));
            case 1 -> graph.nn.layerNorm(
                x, random.variable(channels), random.variable(channels), false, 1);
            case 2 -> graph.nn.softmax(graph.mmul(x, random.variable(channels, channels)), 1);
            case 3 -> graph.math.tanh(x.mul(0.5)).mul(random.variable(channels));
            case 4 -> pooled(graph, x.reshape(clips, height, width, channels))
                .reshape((long) clips * height * width, channels);
            default -> attended(graph, x.reshape(clips, height * width, channels))
                .reshape((long) clips * height * width, channels);
          };
      x = random.flip() ? x.add(y) : y.mul(0.9);
    }
    INDArray weights = random(99, (long) clips * height * width, channels);
    x.mul(graph.constant("weights", weights)).sum().rename("loss");
    graph.setLossVariables("loss");
    List<String> names =
        graph.variables().stream()
            .map(SDVariable::name)
            .filter(name -> name.startsWith("v"))
            .toList();
    share(graph, Map.of(), names, TOLERANCE);
  }

  private static SDVariable pooled(SameDiff graph, SDVariable image) {
    return graph.cnn.maxPooling2d(
        image,
        Pooling2DConfig.builder().kH(3).kW(3).sH(1).sW(1).isSameMode(true).isNHWC(true).build());
  }

  private static SDVariable attended(SameDiff graph, SDVariable tokens) {
    SDVariable scores = graph.mmul(tokens, tokens, false, true, false).mul(0.1);
    return graph.mmul(graph.nn.softmax(scores, 2), tokens);
  }

  static Stream<EncoderConfig> models() {
    return Stream.of(
        AstVariants.nano(),
        AstVariants.nano().withGrid(PatchGrid.of(128, 256)), // so long that attention is fused
        MastVariants.nano(),
        MastVariants.nano().withClassToken(true),
        MastVariants.nano().withExpandAttention(false));
  }

  @ParameterizedTest
  @MethodSource("models")
  void wholeModelsTakeAFractionOfTheMemory(EncoderConfig config) {
    try (EncoderGraph model = classifier(config, CLASSES)) {
      Map<String, INDArray> inputs =
          batch(8, config.grid().size(), config.grid().patchSize(), CLASSES);
      List<String> names = List.copyOf(model.parameters().keySet());
      assertThat(share(model.graph(), inputs, names, TOLERANCE)).isLessThan(0.6);
    }
  }

  /** Were factors drawn anew for the gradient, it would be another graph's than the loss. */
  @Test
  void whatIsRandomIsDrawnOnce() {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.var("v", random(1, 300, 8));
    for (int i = 0; i < 8; i++) {
      SDVariable drawn = graph.random.exponential(2, DataType.FLOAT, 300, 8);
      x = x.mul(drawn.mul(0.1).add(1.0)).permute(1, 0).mul(1.1).permute(1, 0);
    }
    x.sum().rename("loss");
    graph.setLossVariables("loss");
    Engines.recompute(true);
    INDArray v = graph.getVariable("v").getArr();
    double last = 0;
    for (int call = 0; call < 3; call++) {
      OutAndGrad result =
          graph.calculateGradientsAndOutputs(Map.of(), List.of("loss"), List.of("v"));
      double loss = result.getOutputs().get("loss").getDouble(0);
      double product = result.getGradients().get("v").mul(v).sumNumber().doubleValue();
      assertThat(product).isCloseTo(loss, withinPercentage(0.1)); // it is linear in v
      assertThat(loss).isNotEqualTo(last);
      last = loss;
    }
    assertPlanned(graph.getFunction("grad"));
  }
}
