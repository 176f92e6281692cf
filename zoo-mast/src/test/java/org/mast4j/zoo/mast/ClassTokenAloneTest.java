package org.mast4j.zoo.mast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.Encoding;
import org.mast4j.zoo.Flops;
import org.mast4j.zoo.Head;
import org.mast4j.zoo.PatchInput;
import org.mast4j.zoo.PerAxis;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Graphs;
import org.mast4j.zoo.graph.Initializer;
import org.mast4j.zoo.mast.MastConfig.GlobalPool;
import org.mast4j.zoo.mast.MastConfig.RelativeIndex;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The last block of the class token alone against that of all tokens, in double. */
class ClassTokenAloneTest {
  private static final double TOLERANCE = 1e-12;
  private static final int CLASSES = 3;
  private static final PatchGrid GRID = PatchGrid.of(12, 20, 4, 2); // 5 x 9 patches

  private static final MastConfig CONFIG =
      MastVariants.small()
          .withGrid(GRID)
          .withFinalNorm(true)
          .withClassToken(true)
          .withStages(List.of(1, 2), 8, 2);

  static Stream<Arguments> models() {
    Map<String, MastConfig> models = new LinkedHashMap<>();
    models.put("two blocks in the last stage", CONFIG);
    models.put("a last block that pools and widens", CONFIG.withStages(List.of(1, 1), 8, 1));
    models.put(
        "a last block that pools",
        CONFIG.withStages(List.of(1, 1), 8, 2).withExpandAttention(false));
    models.put(
        "a last block that pools without a kernel",
        CONFIG.withPoolKernel(PerAxis.square(1)).withAdaptiveStrides(List.of(), PerAxis.square(1)));
    models.put("without residual and bias", CONFIG.withResidualPooling(false).withQkvBias(false));
    models.put("positions of another kind", CONFIG.withAbsolutePositions(true));
    models.put("no relative position", CONFIG.withRelativeIndex(RelativeIndex.NONE));
    return models.entrySet().stream()
        .flatMap(
            model ->
                Stream.of(1, 2)
                    .map(clips -> Arguments.of(model.getKey(), model.getValue(), clips)));
  }

  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("models")
  void isTheSameInOutputsAndGradients(String name, MastConfig config, int clips) {
    SameDiff graph = graph(config);
    Map<String, INDArray> inputs = inputs(clips);
    INDArray alone = graph.output(inputs, "logits").get("logits");
    Map<String, INDArray> all = graph.output(inputs, "logits", "logitsOfAll", "tokens");
    assertSame("logits", alone, all.get("logitsOfAll"));
    assertSame("beside all tokens", all.get("logits"), all.get("logitsOfAll"));

    List<String> parameters = List.copyOf(Graphs.parameters(graph).keySet());
    Map<String, INDArray> gradients = gradients(graph, "loss", inputs, parameters);
    Map<String, INDArray> expected = gradients(graph, "lossOfAll", inputs, parameters);
    assertThat(gradients).containsOnlyKeys(parameters);
    expected.forEach((parameter, of) -> assertSame(parameter, gradients.get(parameter), of));
  }

  @Test
  void hasAsManyParameters() {
    assertThat(Graphs.parameters(graph(CONFIG)).keySet())
        .isEqualTo(Graphs.parameters(graph(CONFIG.withGlobalPool(GlobalPool.MEAN))).keySet());
  }

  /** Whoever reads other tokens too gets the block of all. */
  @Test
  void isForThoseWhoReadNoOther() {
    for (MastConfig config :
        List.of(
            CONFIG.withFinalNorm(false),
            CONFIG.withGlobalPool(GlobalPool.MEAN),
            CONFIG.withClassToken(false).withGlobalPool(GlobalPool.FIRST_TOKEN))) {
      assertThat(config.flops().pooled()).isEqualTo(config.flops().whole());
      GraphScope scope = GraphScope.root(DataType.DOUBLE, 3);
      MastGraph chain = new MastGraph(scope, config, TokenGrid.of(GRID));
      SDVariable rows = scope.graph().placeHolder("rows", DataType.DOUBLE, -1, 16);
      assertThat(chain.lastBlockOfLeading(rows)).isEmpty();
    }
  }

  /** The last block, 2 x 3 of 16 values from 3 x 5 of 8, key stride 2, counted by hand. */
  @Test
  void costsWhatIsCounted() {
    MastConfig config = CONFIG.withStages(List.of(1, 1), 8, 1);
    int in = 8;
    int out = 16;
    int tokens = 1 + 5 * 9;
    int pooled = 3 * 5;
    double spared =
        2 * (tokens - 1) * in * out // queries
            + 2 * (tokens - 1) * in * out // the shortcut
            + 2 * pooled * 9 * out // their pooling
            + 2 * 2 * pooled * out * (1 + pooled) // scores and means of 15 keys and the token
            + 2 * pooled * out * (3 + 5) // relative positions
            + 2 * pooled * out * out // the projection
            + 2 * 2 * pooled * out * 4 * out; // the MLP
    MastConfig halved = config.withStrides(List.of(), List.of(of(4), of(2)));
    Flops flops = halved.flops();
    assertThat(flops.whole() - flops.pooled()).isEqualTo(spared);
  }

  private static PerAxis of(int stride) {
    return PerAxis.square(stride);
  }

  private static SameDiff graph(MastConfig config) {
    GraphScope scope = GraphScope.root(DataType.DOUBLE, 3);
    SameDiff graph = scope.graph();
    SDVariable patches =
        graph.placeHolder("patches", DataType.DOUBLE, -1, GRID.size(), GRID.patchSize());
    Encoding encoding =
        config.encode(scope, new PatchInput(patches, TokenGrid.of(GRID), Optional.empty()));
    SDVariable tokens = encoding.tokens().rename("tokens");
    SDVariable first = tokens.get(SDIndex.all(), SDIndex.point(0), SDIndex.all());
    addLoss(scope, config, encoding.pooled(), "");
    addLoss(scope, config, first, "OfAll");
    int seed = 100;
    for (INDArray array : Graphs.parameters(graph).values()) {
      array.addi(Initializer.fanInUniform(12).create(DataType.DOUBLE, seed++, array.shape()));
    }
    return graph;
  }

  private static void addLoss(
      GraphScope scope, MastConfig config, SDVariable features, String suffix) {
    SameDiff graph = scope.graph();
    SDVariable logits = Head.logits(scope, config, features, CLASSES).rename("logits" + suffix);
    SDVariable targets = graph.constant(Initializer.fanInUniform(1).create(DataType.DOUBLE, 6, 3));
    graph.nn.logSoftmax(logits).mul(targets).sum().neg().rename("loss" + suffix);
  }

  private static Map<String, INDArray> inputs(int clips) {
    return Map.of(
        "patches",
        Initializer.fanInUniform(1)
            .create(DataType.DOUBLE, 5, clips, GRID.size(), GRID.patchSize()));
  }

  private static Map<String, INDArray> gradients(
      SameDiff graph, String loss, Map<String, INDArray> inputs, List<String> parameters) {
    graph.setLossVariables(loss);
    Map<String, INDArray> copies = new LinkedHashMap<>();
    graph
        .calculateGradients(inputs, parameters)
        .forEach((name, gradient) -> copies.put(name, gradient.dup('c')));
    return copies;
  }

  private static void assertSame(String name, INDArray actual, INDArray expected) {
    assertThat(actual.shape()).as(name).isEqualTo(expected.shape());
    double largest = Math.max(1, expected.amaxNumber().doubleValue());
    assertThat(actual.sub(expected).amaxNumber().doubleValue())
        .as(name)
        .isLessThan(TOLERANCE * largest);
  }
}
