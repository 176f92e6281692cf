package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.samediff.onednn.Comparison.assertSame;
import static org.mast4j.samediff.onednn.Comparison.assertSameWithGradients;
import static org.mast4j.samediff.onednn.Comparison.random;
import static org.mast4j.samediff.onednn.Comparison.sizes;
import static org.mast4j.samediff.onednn.Comparison.variable;
import static org.mast4j.samediff.onednn.RandomGraph.gelu;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.onednn.internal.step.Step;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/** Each kind of step but products against the stock op, over random shapes. */
class StepsTest {
  private static final double TOLERANCE = 1e-5;

  @BeforeAll
  static void install() {
    Engines.bind();
  }

  private static void check(SameDiff graph, SDVariable out) {
    assertSameWithGradients(graph, out, TOLERANCE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void attentionOverStridedHeads(long seed) {
    attention(seed, sizes(seed, 4));
  }

  /** Scores that don't fit a cache: several clips, or rows of one head, at a time. */
  @ParameterizedTest
  @CsvSource({"4, 260, 6, 4", "1, 1300, 2, 4", "2, 1150, 3, 16"})
  void attentionInBlocks(int clips, int tokens, int heads, int width) {
    SameDiff graph = attention(5, clips, tokens, heads, width);
    assertThat(stepsOf(graph.getFunction("grad")))
        .as("no probabilities are kept")
        .contains("attention gradient")
        .doesNotContain("softmax");
  }

  /**
   * On two cores, blocks of three clips: the layout that oneDNN misreads, if it isn't made dense.
   */
  @Test
  void attentionOverPiecesOfAStack() {
    SameDiff graph = SameDiff.create();
    SDVariable stack = variable(graph, "v1", 1, 6, 3, 2, 350, 4);
    SDVariable[] heads = graph.unstack(stack, 1, 3); // [6, 2, 350, 4]
    SDVariable scores = graph.mmul(heads[0], heads[1], false, true, false);
    check(graph, graph.mmul(graph.nn.softmax(scores, 3), heads[2]));
  }

  private static List<String> stepsOf(SameDiff graph) {
    return PlannedSession.plansOf(graph).orElseThrow().plans().stream()
        .flatMap(plan -> plan.steps().stream())
        .map(Step::name)
        .toList();
  }

  /** What MAST adds to its attention, and the same before heads lie side by side. */
  private enum Added {
    QUERIES,
    QUERIES_AND_OTHERS,
    BEFORE_MERGING
  }

  @ParameterizedTest
  @CsvSource({
    "QUERIES, 2, 9, 3, 4",
    "QUERIES, 2, 9, 1, 4",
    "QUERIES, 1, 1300, 2, 4",
    "QUERIES_AND_OTHERS, 3, 7, 2, 5",
    "BEFORE_MERGING, 3, 7, 2, 5",
    "BEFORE_MERGING, 3, 7, 1, 5"
  })
  void attentionAddsWhatIsAddedToItsResult(Added added, int clips, int tokens, int heads, int d) {
    SameDiff graph = SameDiff.create();
    SDVariable[] merged = new SDVariable[3];
    SDVariable[] split = new SDVariable[3];
    for (int i = 0; i < 3; i++) {
      merged[i] = variable(graph, "v" + i, 7 + i, clips * tokens, heads * d);
      split[i] =
          graph
              .permute(merged[i].reshape(clips, tokens, heads, d), 0, 2, 1, 3)
              .reshape(-1, tokens, d); // [B*H, N, d]
    }
    SDVariable scores = graph.mmul(split[0].mul(0.3), split[1], false, true, false);
    SDVariable out = graph.mmul(graph.nn.softmax(scores, 2), split[2]);
    if (added == Added.BEFORE_MERGING) {
      out = out.add(variable(graph, "v3", 11, clips * heads, tokens, d));
    }
    out = graph.permute(out.reshape(clips, heads, tokens, d), 0, 2, 1, 3);
    out = out.reshape(clips * tokens, heads * d);
    if (added != Added.BEFORE_MERGING) {
      out = out.add(merged[0]);
    }
    if (added == Added.QUERIES_AND_OTHERS) {
      out = out.add(variable(graph, "v3", 11, clips * tokens, heads * d));
    }
    check(graph, out);
    assertThat(stepsOf(graph)).contains("attention");
    if (added != Added.QUERIES_AND_OTHERS) { // whose others are summed first
      assertThat(stepsOf(graph)).doesNotContain("sum");
    }
  }

  /** n is B, N, H, d. */
  private static SameDiff attention(long seed, int... n) {
    SameDiff graph = SameDiff.create();
    SDVariable[] heads = new SDVariable[3];
    for (int i = 0; i < 3; i++) {
      SDVariable x = variable(graph, "v" + i, seed + i, n[0] * n[1], n[2] * n[3]);
      heads[i] =
          graph
              .permute(x.reshape(n[0], n[1], n[2], n[3]), 0, 2, 1, 3)
              .reshape(-1, n[1], n[3]); // [B*H, N, d]
    }
    SDVariable scores = graph.mmul(heads[0].mul(0.3), heads[1], false, true, false);
    // A softmax over one key has no gradient in the stock session.
    SDVariable weights = n[1] == 1 ? scores : graph.nn.softmax(scores, 2);
    SDVariable out = graph.mmul(weights, heads[2]).reshape(n[0], n[2], n[1], n[3]);
    check(graph, graph.permute(out, 0, 2, 1, 3).reshape(n[0] * n[1], n[2] * n[3]));
    return graph;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void elementWiseFunctions(long seed) {
    int[] n = sizes(seed, 2);
    SameDiff graph = SameDiff.create();
    SDVariable x = variable(graph, "v1", seed, n[0] + 1, n[1] + 1);
    SDVariable y = graph.math.tanh(x).add(2.0);
    y = graph.math.square(y).sub(graph.math.exp(x.mul(0.1))).add(graph.nn.sigmoid(x));
    y = y.add(graph.math.sqrt(graph.math.abs(x).add(0.5))).mul(graph.math.rsqrt(y.add(3.0)));
    check(graph, y.neg().add(graph.math.log(graph.math.square(x).add(1.0))));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void arithmeticBroadcasts(long seed) {
    int[] n = sizes(seed, 3);
    Random random = new Random(seed);
    SameDiff graph = SameDiff.create();
    SDVariable x = variable(graph, "v1", seed, n[0] + 1, n[1] + 1, n[2] + 1);
    long[] shape = {n[0] + 1, n[1] + 1, n[2] + 1};
    shape[random.nextInt(3)] = 1;
    shape[0] = random.nextBoolean() ? 1 : shape[0];
    SDVariable y = variable(graph, "v2", seed + 9, shape);
    check(graph, x.mul(y).add(y).sub(x.mul(0.5)));
  }

  @Test
  void theExactGelu() {
    SameDiff graph = SameDiff.create();
    SDVariable x = variable(graph, "v1", 3, 7, 33);
    check(graph, gelu(x));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void layerNorms(long seed) {
    int[] n = sizes(seed, 2);
    SameDiff graph = SameDiff.create();
    SDVariable x = variable(graph, "v1", seed, n[0] + 1, n[1] + 2);
    SDVariable gain = variable(graph, "v2", seed + 1, n[1] + 2);
    SDVariable bias = variable(graph, "v3", seed + 2, n[1] + 2);
    SDVariable centred = x.sub(x.mean(true, 1));
    SDVariable variance = graph.math.square(centred).mean(true, 1);
    SDVariable normal = centred.mul(graph.math.rsqrt(variance.add(1e-3)));
    check(graph, graph.nn.biasAdd(normal.mul(gain), bias, false).add(x));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void piecesAndReductions(long seed) {
    int[] n = sizes(seed, 3);
    SameDiff graph = SameDiff.create();
    SDVariable x = variable(graph, "v1", seed, n[0] + 1, n[1] + 2, n[2] + 1);
    SDVariable cut =
        x.get(SDIndex.all(), SDIndex.interval(1, 2 + n[1]), SDIndex.all()); // one row less
    INDArray around = Nd4j.createFromArray(new int[][] {{0, 0}, {1, 0}, {0, 0}});
    SDVariable padded = graph.nn.pad(cut, graph.constant(around), 0);
    SDVariable joined = graph.concat(1, padded, x);
    check(graph, joined.mean(1).add(graph.permute(x, 1, 0, 2).sum(0)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void depthwiseConvolutionAndPooling(long seed) {
    int[] n = sizes(seed, 4);
    int stride = 1 + (int) (seed % 2);
    SameDiff graph = SameDiff.create();
    SDVariable x = variable(graph, "v1", seed, n[0], n[1] + 2, n[2] + 2, n[3]);
    SDVariable kernel = variable(graph, "v2", seed + 1, 3, 3, n[3], 1);
    Conv2DConfig convolution =
        Conv2DConfig.builder()
            .kH(3)
            .kW(3)
            .sH(stride)
            .sW(stride)
            .pH(1)
            .pW(1)
            .dH(1)
            .dW(1)
            .paddingMode(PaddingMode.VALID)
            .dataFormat("NHWC")
            .weightsFormat(WeightsFormat.YXIO)
            .build();
    Pooling2DConfig pooling =
        Pooling2DConfig.builder().kH(3).kW(3).sH(2).sW(2).pH(1).pW(1).isNHWC(true).build();
    SDVariable y = graph.cnn.depthWiseConv2d(x, kernel, convolution);
    check(graph, graph.cnn.maxPooling2d(y, pooling));
  }

  @Test
  void aStridedPlaceholderIsReadInItsOrder() {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, 5);
    x.mul(2.0).add(1.0).rename("out");
    INDArray transposed = random(3, 5, 7).transpose();
    assertSame(graph, Map.of("x", transposed), TOLERANCE, "out");
    assertSame(graph, Map.of("x", transposed.dup('f')), TOLERANCE, "out");
  }

  @Test
  void anOpThatIsntKnownRunsInPlace() {
    SameDiff graph = SameDiff.create();
    SDVariable x = variable(graph, "v1", 1, 4, 6);
    graph.nn.logSoftmax(graph.math.cosh(x).mul(0.5)).rename("out");
    assertSame(graph, Map.of(), TOLERANCE, "out");
  }

  @Test
  void anOpThatIsntKnownReadsAPermutationOfEqualAxes() {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.permute(variable(graph, "v1", 1, 5, 5, 3), 1, 0, 2);
    check(graph, graph.math.cosh(x).div(variable(graph, "v2", 2, 5, 3).add(9.0)));
  }

  @Test
  void whatCannotBePlannedSaysWhy() {
    SameDiff graph = SameDiff.create();
    SDVariable x = variable(graph, "v1", 1, 4, 6);
    graph.where(x.gt(0.0)).rename("out");
    assertThat(graph.output(Map.of(), "out").get("out").size(1)).isEqualTo(2);
    assertThat(Engines.status(graph).fallbacks()).singleElement().asString().contains("op ");
  }
}
