package org.mast4j.zoo.ast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.testkit.Slopes;
import org.mast4j.zoo.Encoding;
import org.mast4j.zoo.Head;
import org.mast4j.zoo.PatchInput;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.ast.AstConfig.Pooling;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Graphs;
import org.mast4j.zoo.graph.Initializer;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class AstTest {
  private static final PatchGrid GRID =
      PatchGrid.of(10, 14, 4, 3).withStride(3, 5); // 3 x 3 patches
  private static final int PATCHES = 9;
  private static final int KEPT = 6;
  private static final int CLASSES = 3;

  private static final AstConfig CONFIG =
      AstVariants.base().withGrid(GRID).withWidth(8, 2).withLayers(2).withLayerNormEpsilon(1e-6);

  @ParameterizedTest
  @CsvSource({
    "2, false, CLASS_TOKENS",
    "1, false, CLASS_TOKENS",
    "2, true, CLASS_TOKENS",
    "1, true, CLASS_TOKENS",
    "2, false, PATCHES",
    "1, true, PATCHES"
  })
  void gradientsAreThoseOfFiniteDifferences(int batch, boolean drops, Pooling pooling) {
    Optional<Integer> kept = drops ? Optional.of(KEPT) : Optional.empty();
    SameDiff graph = graph(CONFIG.withPooling(pooling), kept);
    randomise(graph);
    Slopes.assertEachSlope(graph, inputs(batch, drops), Graphs.parameters(graph).keySet());
  }

  /** Attention sees a set: patches that carry their positions along may come in any order. */
  @Test
  void keptPatchesTakeTheirPositionsAlong() {
    SameDiff whole = graph(CONFIG, Optional.empty());
    SameDiff kept = graph(CONFIG, Optional.of(PATCHES));
    INDArray patches = inputs(2, false).get("patches");
    INDArray expected = whole.output(Map.of("patches", patches), "pooled").get("pooled");
    int[] order = {4, 0, 8, 2, 6, 1, 7, 3, 5};
    INDArray shuffled = patches.dup();
    INDArray indices = Nd4j.createFromArray(new int[][] {order, {0, 1, 2, 3, 4, 5, 6, 7, 8}});
    for (int i = 0; i < PATCHES; i++) {
      shuffled.slice(0).slice(i).assign(patches.slice(0).slice(order[i]));
    }
    INDArray actual =
        kept.output(Map.of("patches", shuffled, "kept", indices), "pooled").get("pooled");
    assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-9);
  }

  /** The last block goes on with the class tokens alone where only they are asked for. */
  @Test
  void theEmbeddingIsTheMeanOfTheFirstTwoTokens() {
    SameDiff graph = graph(CONFIG, Optional.empty());
    randomise(graph);
    Map<String, INDArray> patches = Map.of("patches", inputs(2, false).get("patches"));
    INDArray alone = graph.output(patches, "pooled").get("pooled");
    Map<String, INDArray> both = graph.output(patches, "pooled", "tokens");
    INDArray firstTwo =
        both.get("tokens").get(NDArrayIndex.all(), NDArrayIndex.interval(0, 2), NDArrayIndex.all());
    assertThat(alone.sub(firstTwo.mean(1)).amaxNumber().doubleValue()).isLessThan(1e-12);
    assertThat(alone.sub(both.get("pooled")).amaxNumber().doubleValue()).isLessThan(1e-12);
  }

  @Test
  void fewerPatchesWithoutTheirIndicesAreRefused() {
    GraphScope scope = GraphScope.root(DataType.DOUBLE, 1);
    SDVariable patches = scope.graph().placeHolder("patches", DataType.DOUBLE, -1, 6, 16);
    PatchInput input = new PatchInput(patches, new TokenGrid(3, 2), Optional.empty());
    assertThatThrownBy(() -> CONFIG.encode(scope, input))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("6 patches; expected all 9");
  }

  @Test
  void withoutBiasTheProjectionHasNone() {
    GraphScope scope = GraphScope.root(DataType.FLOAT, 1);
    SDVariable patches = scope.graph().placeHolder("patches", DataType.FLOAT, -1, PATCHES, 16);
    CONFIG
        .withQkvBias(false)
        .encode(scope, new PatchInput(patches, TokenGrid.of(GRID), Optional.empty()));
    assertThat(Graphs.parameters(scope.graph()))
        .containsKey("blocks/0/attn/qkv/weight")
        .doesNotContainKey("blocks/0/attn/qkv/bias");
  }

  /** Classifier and cross entropy in double; {@code kept} patches a clip if given. */
  private static SameDiff graph(AstConfig config, Optional<Integer> kept) {
    GraphScope scope = GraphScope.root(DataType.DOUBLE, 3);
    SameDiff graph = scope.graph();
    int count = kept.orElse(PATCHES);
    SDVariable patches = graph.placeHolder("patches", DataType.DOUBLE, -1, count, GRID.patchSize());
    Optional<SDVariable> indices =
        kept.map(k -> graph.placeHolder("kept", DataType.INT, -1, (long) k));
    PatchInput input = new PatchInput(patches, new TokenGrid(3, count / 3), indices);
    Encoding encoding = config.encode(scope, input);
    encoding.pooled().rename("pooled");
    encoding.tokens().rename("tokens");
    SDVariable logits = Head.logits(scope, config, encoding.pooled(), CLASSES);
    SDVariable targets = graph.placeHolder("targets", DataType.DOUBLE, -1, CLASSES);
    graph.nn.logSoftmax(logits).mul(targets).sum().neg().rename("loss");
    graph.setLossVariables("loss");
    return graph;
  }

  private static void randomise(SameDiff graph) {
    int seed = 100;
    for (INDArray array : Graphs.parameters(graph).values()) {
      array.addi(Initializer.fanInUniform(12).create(DataType.DOUBLE, seed++, array.shape()));
    }
  }

  private static Map<String, INDArray> inputs(int batch, boolean drops) {
    int count = drops ? KEPT : PATCHES;
    Map<String, INDArray> inputs = new HashMap<>();
    inputs.put(
        "patches",
        Initializer.fanInUniform(1).create(DataType.DOUBLE, 5, batch, count, GRID.patchSize()));
    INDArray targets = Nd4j.zeros(DataType.DOUBLE, batch, CLASSES);
    INDArray kept = Nd4j.zeros(DataType.INT, batch, KEPT);
    for (int clip = 0; clip < batch; clip++) {
      targets.putScalar(clip, clip + 1, 1);
      for (int i = 0; i < KEPT; i++) {
        kept.putScalar(clip, i, (3 * clip + i * 4) % PATCHES);
      }
    }
    inputs.put("targets", targets);
    if (drops) {
      inputs.put("kept", kept);
    }
    return inputs;
  }
}
