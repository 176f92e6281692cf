package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.mast4j.samediff.onednn.Comparison.assertPlanned;
import static org.mast4j.samediff.onednn.Comparison.assertSame;
import static org.mast4j.samediff.onednn.Comparison.assertSameWithGradients;
import static org.mast4j.samediff.onednn.Comparison.batch;
import static org.mast4j.samediff.onednn.Comparison.classifier;
import static org.mast4j.samediff.onednn.Comparison.random;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.engine.Precision;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.mast.MastVariants;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;

/** Plans in bfloat16 against the stock session in single precision. */
class Bfloat16Test {
  /** Of the largest value: bfloat16 has 8 bits, 0.4 %. */
  private static final double TOLERANCE = 0.02;

  /** Of the norm of an output or a gradient, after the roundings of a whole network. */
  private static final double NETWORK_TOLERANCE = 0.04;

  private static final int CLASSES = 3;

  @BeforeEach
  void multiplyInBfloat16() {
    Engines.bind();
    Optional<String> obstacle = Engines.obstacle(Precision.BFLOAT16);
    assumeTrue(obstacle.isEmpty(), () -> "no bfloat16: " + obstacle.orElseThrow());
    Engines.precision(Precision.BFLOAT16);
  }

  @AfterEach
  void multiplyInSinglePrecision() {
    Engines.precision(Precision.FLOAT32);
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, Long.getLong("org.mast4j.onednn.seeds", 24));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void batchesOfProducts(long seed) {
    RandomGraph random = new RandomGraph(seed);
    long[] batch = random.shape(random.size(0, 2), 1, 4);
    long[] n = random.shape(3, 8, 40);
    assertSameWithGradients(random.graph(), random.product(batch, n).mul(1.5), TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void twoLinearLayersWithGeluAndResidual(long seed) {
    RandomGraph random = new RandomGraph(seed);
    SameDiff graph = random.graph();
    int in = random.size(8, 40);
    int hidden = random.size(8, 70);
    int rows = random.size(2, 40);
    boolean outFirst = random.flip();
    SDVariable x = random.operand(rows, in);
    SDVariable first = outFirst ? random.variable(hidden, in) : random.variable(in, hidden);
    SDVariable second = outFirst ? random.variable(in, hidden) : random.variable(hidden, in);
    SDVariable y = graph.mmul(x, first, false, outFirst, false);
    y = random.flip() ? graph.nn.biasAdd(y, random.variable(hidden), false) : y;
    y = RandomGraph.gelu(y.mul(0.3));
    y = random.flip() ? y.permute(1, 0).add(0).permute(1, 0) : y;
    y = graph.mmul(y, second, false, outFirst, false);
    y = random.flip() ? y.add(x) : y;
    assertSameWithGradients(graph, y, TOLERANCE);
  }

  /** Which are multiplied by some columns at a time, of weights column after column. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void manyRowsByLongColumns(long seed) {
    RandomGraph random = new RandomGraph(seed);
    SameDiff graph = random.graph();
    int rows = random.size(512, 700);
    int in = 1100 + random.size(1, 20);
    int out = 96 * random.size(1, 4);
    boolean outFirst = random.flip();
    SDVariable x = random.operand(rows, in);
    SDVariable weights = outFirst ? random.variable(out, in) : random.variable(in, out);
    SDVariable y = graph.mmul(x, weights, false, outFirst, false);
    y = random.flip() ? graph.nn.biasAdd(y, random.variable(out), false) : y;
    y = y.mul(0.03); // of some 33, for whose slope a GELU would need more than 8 bits
    y = random.flip() ? y.add(random.variable(rows, out)) : RandomGraph.gelu(y);
    assertSameWithGradients(graph, y, TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void attentionOfHeadsWithLayerNorm(long seed) {
    RandomGraph random = new RandomGraph(seed);
    SameDiff graph = random.graph();
    int clips = random.size(1, 3);
    int heads = random.size(1, 3);
    int size = 16;
    int tokens = random.flip() ? random.size(4, 30) : random.size(256, 300);
    int width = heads * size;
    SDVariable x = random.variable(clips * tokens, width);
    SDVariable gain = random.variable(width);
    SDVariable bias = random.variable(width);
    SDVariable normal = graph.nn.layerNorm(x, gain, bias, false, 1);
    SDVariable joint = graph.mmul(normal, random.variable(width, 3 * width).mul(0.1));
    SDVariable[] qkv = new SDVariable[3];
    SDVariable split =
        joint.reshape(clips, tokens, 3, heads, size).permute(2, 0, 3, 1, 4); // 3, B, H, N, d
    for (int i = 0; i < 3; i++) {
      qkv[i] =
          graph
              .stridedSlice(
                  split,
                  new long[] {i, 0, 0, 0, 0},
                  new long[] {i + 1, clips, heads, tokens, size},
                  1,
                  1,
                  1,
                  1,
                  1)
              .reshape(clips * heads, tokens, size);
    }
    SDVariable scores = graph.mmul(qkv[0], qkv[1], false, true, false).mul(0.25);
    SDVariable attended = graph.mmul(graph.nn.softmax(scores, 2), qkv[2]);
    SDVariable y =
        attended
            .reshape(clips, heads, tokens, size)
            .permute(0, 2, 1, 3)
            .reshape(clips * tokens, width);
    if (random.flip()) {
      y = y.add(random.flip() ? normal : x); // bfloat16 and FLOAT
    }
    assertSameWithGradients(graph, y, TOLERANCE);
  }

  /** So large that oneDNN's reference code, which adds any types, is refused. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void sumsOfBothTypes(int floats) {
    RandomGraph random = new RandomGraph(floats);
    SameDiff graph = random.graph();
    SDVariable[] terms = new SDVariable[2];
    for (int i = 0; i < 2; i++) {
      terms[i] = graph.mmul(random.variable(150, 32), random.variable(32, 120)).mul(0.1);
      terms[i] = RandomGraph.gelu(terms[i]);
    }
    SDVariable sum = terms[0].add(floats == 0 ? terms[1] : random.variable(150, 120));
    sum = floats == 2 ? sum.add(random.variable(150, 120)) : sum;
    SDVariable y = graph.mmul(sum, random.variable(120, 30)).mul(0.1).add(0.5);
    assertSameWithGradients(graph, y, TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void depthwiseConvolutionsOfProjections(long seed) {
    RandomGraph random = new RandomGraph(seed);
    SameDiff graph = random.graph();
    int clips = random.size(1, 3);
    int height = random.size(5, 12);
    int width = random.size(5, 12);
    int channels = random.size(16, 40);
    int stride = random.size(1, 4);
    SDVariable x = random.variable(clips * height * width, 20);
    SDVariable image =
        graph.mmul(x, random.variable(20, channels)).reshape(clips, height, width, channels);
    Conv2DConfig config =
        Conv2DConfig.builder()
            .kH(3)
            .kW(3)
            .sH(stride)
            .sW(stride)
            .pH(1)
            .pW(1)
            .paddingMode(PaddingMode.VALID)
            .dataFormat(Conv2DConfig.NHWC)
            .build();
    SDVariable y = graph.cnn.depthWiseConv2d(image, random.variable(3, 3, channels, 1), config);
    assertSameWithGradients(graph, y, TOLERANCE);
  }

  static Stream<EncoderConfig> models() {
    return Comparison.smallModels();
  }

  @ParameterizedTest
  @MethodSource("models")
  void wholeModelsWithTheirGradients(EncoderConfig config) {
    try (EncoderGraph model = classifier(config, CLASSES)) {
      Map<String, INDArray> inputs =
          batch(3, config.grid().size(), config.grid().patchSize(), CLASSES);
      List<String> names = List.copyOf(model.parameters().keySet());
      SameDiff graph = model.graph();
      assertNear(
          graph.output(inputs, "logits", "tokens"),
          Engines.unplanned(() -> graph.output(inputs, "logits", "tokens")));
      assertPlanned(graph);
      assertNear(
          graph.calculateGradients(inputs, names),
          Engines.unplanned(() -> graph.calculateGradients(inputs, names)));
      assertPlanned(graph.getFunction("grad"));
    }
  }

  /** All values as one vector, of which single gradients may be as small as rounding. */
  private static void assertNear(Map<String, INDArray> actual, Map<String, INDArray> expected) {
    double error = 0;
    double norm = 0;
    for (Map.Entry<String, INDArray> entry : expected.entrySet()) {
      INDArray found = actual.get(entry.getKey());
      assertThat(found.dataType()).isEqualTo(DataType.FLOAT);
      error += square(found.dup('c').sub(entry.getValue().dup('c')));
      norm += square(entry.getValue());
    }
    assertThat(Math.sqrt(error / norm)).isLessThan(NETWORK_TOLERANCE).isPositive();
  }

  private static double square(INDArray array) {
    return Math.pow(array.norm2Number().doubleValue(), 2);
  }

  @Test
  void aCallInSinglePrecisionIsAsExactAsEver() {
    try (EncoderGraph model = classifier(MastVariants.nano(), CLASSES)) {
      Map<String, INDArray> inputs =
          batch(2, model.config().grid().size(), model.config().grid().patchSize(), CLASSES);
      INDArray reduced = model.graph().output(inputs, "logits").get("logits");
      Engines.precision(Precision.FLOAT32);
      assertSame(model.graph(), inputs, 1e-4, "logits");
      Engines.precision(Precision.BFLOAT16);
      assertThat(model.graph().output(inputs, "logits").get("logits")).isEqualTo(reduced);
    }
  }
}
