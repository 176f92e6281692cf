package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.samediff.onednn.Comparison.assertSameWithGradients;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.onednn.RandomGraph.Tensor;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Random shapes, ranks, orders, views and options of each kind of op, with the gradients of all
 * variables, against the stock session. A case is its seed; {@code -Dorg.mast4j.onednn.seeds=N}
 * tries more.
 */
class RandomStepsTest {
  private static final double TOLERANCE = 1e-5;

  @BeforeAll
  static void install() {
    Engines.bind();
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, Long.getLong("org.mast4j.onednn.seeds", 24));
  }

  private static void check(RandomGraph random, SDVariable out) {
    // Through another op: an output that is a variable, or a view of one, is no case of its own.
    assertSameWithGradients(random.graph(), out.mul(1.5), TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void matrixProducts(long seed) {
    RandomGraph random = new RandomGraph(seed);
    long[] batch = random.shape(random.size(0, 2), 1, 4);
    long[] n = random.shape(3, 1, 12);
    n[0] = n[2] == 1 ? n[0] + 1 : n[0]; // the stock gradients of a product of one value are wrong
    check(random, random.product(batch, n));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void linearLayers(long seed) {
    RandomGraph random = new RandomGraph(seed);
    int in = random.size(1, 12);
    int out = random.size(1, 12);
    int rows = random.size(out == 1 ? 2 : 1, 12); // as above
    SameDiff graph = random.graph();
    boolean outFirst = random.flip();
    SDVariable weight = outFirst ? random.variable(out, in) : random.variable(in, out);
    SDVariable y = graph.mmul(random.operand(rows, in), weight, false, outFirst, false);
    y = random.flip() ? y.mul(0.7) : y;
    y = random.flip() ? graph.nn.biasAdd(y, random.variable(out), false) : y;
    y = random.flip() ? RandomGraph.gelu(y) : y;
    y = random.flip() ? y.mul(1.3) : y;
    y = random.flip() ? y.add(random.operand(rows, out)) : y;
    check(random, y);
  }

  /** Above the size from which weights are laid out anew. */
  @Test
  void aLargeLinearLayer() {
    RandomGraph random = new RandomGraph(1);
    SameDiff graph = random.graph();
    SDVariable y =
        graph.mmul(random.variable(520, 256), random.variable(300, 256), false, true, false);
    check(random, graph.nn.biasAdd(y, random.variable(300), false).mul(0.1));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void softmaxes(long seed) {
    RandomGraph random = new RandomGraph(seed);
    // A softmax over one value has no gradient in the stock session.
    long[] shape = random.shape(random.size(2, 4), 2, 7);
    SDVariable x = random.operand(shape);
    x = random.flip() ? x.mul(2.5) : x;
    check(random, random.graph().nn.softmax(x, shape.length - 1).mul(random.operand(shape)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void layerNorms(long seed) {
    RandomGraph random = new RandomGraph(seed);
    SameDiff graph = random.graph();
    long[] shape = random.shape(random.size(2, 3), 4, 12);
    int last = shape.length - 1;
    SDVariable x = random.operand(shape);
    SDVariable gain = random.variable(shape[last]);
    SDVariable bias = random.variable(shape[last]);
    if (random.flip()) {
      check(random, graph.nn.layerNorm(x, gain, bias, false, last));
      return;
    }
    SDVariable centred = x.sub(x.mean(true, last));
    SDVariable variance = graph.math.square(centred).mean(true, last);
    SDVariable normal = centred.mul(graph.math.rsqrt(variance.add(1e-2)));
    check(random, normal.mul(gain).add(bias));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void exactGelus(long seed) {
    RandomGraph random = new RandomGraph(seed);
    check(random, RandomGraph.gelu(random.operand(random.shape(random.size(1, 4), 1, 7))));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void arithmeticWithBroadcasts(long seed) {
    RandomGraph random = new RandomGraph(seed);
    SameDiff graph = random.graph();
    // The stock session can't reduce over axes of one value.
    long[] shape = random.shape(random.size(2, 4), 2, 6);
    long[] other = shape.clone();
    for (int i = 0; i < other.length; i++) {
      other[i] = random.flip() ? 1 : other[i];
    }
    SDVariable x = random.operand(shape);
    SDVariable y = random.operand(other);
    SDVariable z =
        switch (random.size(0, 4)) {
          case 0 -> x.add(y);
          case 1 -> random.flip() ? x.sub(y) : y.sub(x);
          case 2 -> x.mul(y);
          case 3 -> x.div(graph.math.abs(y).add(0.5));
          default -> x.add(y).mul(y);
        };
    check(random, graph.math.tanh(z));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void reductions(long seed) {
    RandomGraph random = new RandomGraph(seed);
    int rank = random.size(2, 4);
    SDVariable x = random.operand(random.shape(rank, 2, 6));
    int count = random.size(1, rank - 1);
    int[] axes = Arrays.stream(random.permutation(rank)).limit(count).sorted().toArray();
    boolean keep = random.flip();
    check(random, random.flip() ? x.sum(keep, axes) : x.mean(keep, axes));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void depthwiseConvolutions(long seed) {
    RandomGraph random = new RandomGraph(seed);
    int kernelHeight = random.size(1, 4);
    int kernelWidth = random.size(1, 4);
    int channels = random.size(2, 9); // of one, the stock session gives another result each time
    SDVariable x = random.operand(images(random, channels));
    SDVariable kernel = random.variable(kernelHeight, kernelWidth, channels, 1);
    check(
        random,
        random
            .graph()
            .cnn
            .depthWiseConv2d(x, kernel, convolution(random, kernelHeight, kernelWidth)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void ordinaryConvolutions(long seed) {
    RandomGraph random = new RandomGraph(seed);
    int kernelHeight = random.size(1, 4);
    int kernelWidth = random.size(1, 4);
    int channels = random.size(1, 5);
    SDVariable x = random.operand(images(random, channels));
    SDVariable kernel = random.variable(kernelHeight, kernelWidth, channels, random.size(1, 5));
    check(
        random,
        random.graph().cnn.conv2d(x, kernel, convolution(random, kernelHeight, kernelWidth)));
  }

  /** [B, H, W, C], no smaller than any kernel. */
  private static long[] images(RandomGraph random, int channels) {
    return new long[] {random.size(1, 3), random.size(4, 9), random.size(4, 9), channels};
  }

  private static Conv2DConfig convolution(RandomGraph random, int height, int width) {
    return Conv2DConfig.builder()
        .kH(height)
        .kW(width)
        .sH(random.size(1, 3))
        .sW(random.size(1, 3))
        .pH(random.size(0, height / 2))
        .pW(random.size(0, width / 2))
        .dH(1)
        .dW(1)
        .paddingMode(PaddingMode.VALID)
        .dataFormat("NHWC")
        .weightsFormat(WeightsFormat.YXIO)
        .build();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void pooling(long seed) {
    RandomGraph random = new RandomGraph(seed);
    int height = random.size(1, 4);
    int width = random.size(1, 4);
    Pooling2DConfig config =
        Pooling2DConfig.builder()
            .kH(height)
            .kW(width)
            .sH(random.size(1, 3))
            .sW(random.size(1, 3))
            .pH(random.size(0, height / 2))
            .pW(random.size(0, width / 2))
            .isNHWC(true)
            .build();
    SDVariable x = random.operand(images(random, random.size(1, 9)));
    SameDiff graph = random.graph();
    check(
        random,
        random.flip() ? graph.cnn.maxPooling2d(x, config) : graph.cnn.avgPooling2d(x, config));
  }

  /** Permutations, reshapes, slices, pads, joins and pieces, one after the other. */
  @ParameterizedTest
  @MethodSource("seeds")
  void chainsOfMoves(long seed) {
    RandomGraph random = new RandomGraph(seed);
    long[] shape = random.shape(random.size(1, 4), 1, 6);
    Tensor x = new Tensor(random.operand(shape), shape);
    for (int i = 0; i < 7; i++) {
      x = random.moved(x);
    }
    check(random, x.variable());
  }

  /** Planned or not, what has no elements comes out as in the stock session. */
  @Test
  void emptyArrays() {
    List<Function<SameDiff, SDVariable>> graphs =
        List.of(
            g -> empty(g, "x", 0, 3).add(1.0),
            g -> empty(g, "x", 0, 3).add(empty(g, "y", 0, 3)),
            g -> g.math.tanh(empty(g, "x", 2, 0)),
            g -> g.mmul(empty(g, "x", 0, 3), g.var("w", Nd4j.ones(DataType.FLOAT, 3, 4))),
            g -> g.concat(0, empty(g, "x", 0, 3), g.var("w", Nd4j.ones(DataType.FLOAT, 2, 3))),
            g -> g.permute(empty(g, "x", 0, 3), 1, 0));
    IntStream.range(0, graphs.size())
        .forEach(
            i -> {
              SameDiff graph = SameDiff.create();
              graphs.get(i).apply(graph).rename("out");
              Map<String, INDArray> in =
                  graph.inputs().stream()
                      .collect(
                          Collectors.toMap(
                              name -> name,
                              name ->
                                  Nd4j.create(
                                      DataType.FLOAT, graph.getVariable(name).placeholderShape())));
              INDArray expected = Engines.unplanned(() -> graph.output(in, "out")).get("out");
              INDArray actual = graph.output(in, "out").get("out");
              assertThat(actual.shape()).as("case " + i).isEqualTo(expected.shape());
              assertThat(actual).as("case " + i).isEqualTo(expected);
            });
  }

  private static SDVariable empty(SameDiff graph, String name, long... shape) {
    return graph.placeHolder(name, DataType.FLOAT, shape);
  }
}
