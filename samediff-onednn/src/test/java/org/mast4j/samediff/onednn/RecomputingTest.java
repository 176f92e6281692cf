package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.samediff.onednn.Comparison.addLoss;
import static org.mast4j.samediff.onednn.Comparison.assertClose;
import static org.mast4j.samediff.onednn.Comparison.assertPlanned;
import static org.mast4j.samediff.onednn.Comparison.batch;
import static org.mast4j.samediff.onednn.Comparison.classifier;
import static org.mast4j.samediff.onednn.Comparison.random;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.onednn.internal.step.Step;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.mast.MastConfig;
import org.mast4j.zoo.mast.MastVariants;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
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
  private static double share(SameDiff graph, Map<String, INDArray> inputs, List<String> names) {
    Map<String, INDArray> kept = graph.calculateGradients(inputs, names);
    SameDiff gradients = graph.getFunction("grad");
    long all = Engines.status(gradients).bytes();
    Engines.recompute(true);
    for (int call = 0; call < 2; call++) {
      assertClose(graph.calculateGradients(inputs, names), kept, TOLERANCE);
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
            case 1 ->
                graph.nn.layerNorm(
                    x, random.variable(channels), random.variable(channels), false, 1);
            case 2 -> graph.nn.softmax(graph.mmul(x, random.variable(channels, channels)), 1);
            case 3 -> graph.math.tanh(x.mul(0.5)).mul(random.variable(channels));
            case 4 ->
                pooled(graph, x.reshape(clips, height, width, channels))
                    .reshape((long) clips * height * width, channels);
            default ->
                attended(graph, x.reshape(clips, height * width, channels))
                    .reshape((long) clips * height * width, channels);
          };
      x = random.flip() ? x.add(y) : y.mul(0.9);
    }
    List<String> names = addLoss(graph, x, (long) clips * height * width, channels);
    share(graph, Map.of(), names);
  }

  private static SDVariable pooled(SameDiff graph, SDVariable image) {
    return graph.cnn.maxPooling2d(
        image,
        Pooling2DConfig.builder()
            .kH(3)
            .kW(3)
            .sH(1)
            .sW(1)
            .pH(1)
            .pW(1)
            .paddingMode(PaddingMode.VALID)
            .isNHWC(true)
            .build());
  }

  private static SDVariable attended(SameDiff graph, SDVariable tokens) {
    SDVariable scores = graph.mmul(tokens, tokens, false, true, false).mul(0.1);
    return graph.mmul(graph.nn.softmax(scores, 2), tokens);
  }

  static Stream<EncoderConfig> models() {
    return Comparison.smallModels();
  }

  @ParameterizedTest
  @MethodSource("models")
  void wholeModels(EncoderConfig config) {
    assertThat(share(config, 8)).isLessThan(0.95);
  }

  private static double share(EncoderConfig config, int clips) {
    try (EncoderGraph model = classifier(config, CLASSES)) {
      Map<String, INDArray> inputs =
          batch(clips, config.grid().size(), config.grid().patchSize(), CLASSES);
      List<String> names = List.copyOf(model.parameters().keySet());
      return share(model.graph(), inputs, names);
    }
  }

  static Stream<EncoderConfig> deepModels() {
    MastConfig mast = MastVariants.nano();
    return Stream.of(
        AstVariants.nano().withLayers(12).withGrid(PatchGrid.of(64, 96)),
        mast.withStages(List.of(1, 2, 10), mast.widths(), mast.heads()));
  }

  @ParameterizedTest
  @MethodSource("deepModels")
  void deepModelsTakeAFractionOfTheMemory(EncoderConfig config) {
    assertThat(share(config, 64)).isLessThan(0.5);
  }

  /** As they may be random: drawn anew, a mask would be another one for the gradient. */
  @Test
  void opsOfNd4jRunOnce() {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.var("v", random(1, 300, 8));
    for (int i = 0; i < 8; i++) {
      SDVariable mask = graph.math.sin(graph.math.tanh(x));
      x = x.mul(mask.mul(0.1).add(1.0)).permute(1, 0).mul(1.1).permute(1, 0);
    }
    x.sum().rename("loss");
    graph.setLossVariables("loss");
    share(graph, Map.of(), List.of("v"));
    List<String> recomputed = steps(graph);
    Engines.recompute(false);
    List<String> kept = steps(graph);
    assertThat(recomputed).hasSizeGreaterThan(kept.size());
    recomputed.removeIf(name -> !name.endsWith("(ND4J)"));
    kept.removeIf(name -> !name.endsWith("(ND4J)"));
    assertThat(recomputed).contains("sin (ND4J)").containsExactlyInAnyOrderElementsOf(kept);
  }

  private static List<String> steps(SameDiff graph) {
    PlanCache plans = new PlanCache();
    List<String> outputs = List.of(graph.getVariable("v").gradient().name());
    PlanCache.Request request = PlanCache.Request.of(outputs, Map.of());
    try (PlanCache.Taken taken =
        plans.take(graph.getFunction("grad"), request, Map::of).orElseThrow()) {
      return taken.plan().steps().stream().map(Step::name).collect(Collectors.toList());
    } finally {
      plans.clear();
    }
  }
}
