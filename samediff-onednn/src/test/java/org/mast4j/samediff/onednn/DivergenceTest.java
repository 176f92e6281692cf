package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.samediff.onednn.Comparison.assertPlanned;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.samediff.engine.Engines;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/**
 * NaN and infinities through every op that is planned: where the stock session has NaN, so has the
 * plan, and where the plan has a number or an infinity, it is the stock session's.
 */
class DivergenceTest {
  private static final double TOLERANCE = 1e-5;
  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  /** Rows without, with NaN, with either infinity, and of nothing else. */
  private static final float[][] ROWS = {
    {1, -2, 0.5f, 4, 0, 6, -7, 8},
    {1, NAN, 0.5f, 4, 0, 6, -7, 8},
    {1, INF, 0.5f, 4, 0, 6, -7, 8},
    {1, -INF, 0.5f, 4, 0, 6, -7, 8},
    {NAN, 2, 0.5f, 4, 0, 6, -7, -INF},
    {-INF, -INF, -INF, -INF, -INF, -INF, -INF, -INF},
    {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN}
  };

  private static Arguments op(String name, Function<SDVariable, SDVariable> op) {
    return Arguments.of(name, op);
  }

  private static SDVariable ones(SDVariable like, String name, long... shape) {
    return like.getSameDiff().var(name, Nd4j.ones(DataType.FLOAT, shape));
  }

  static Stream<Arguments> ops() {
    return Stream.of(elementWise(), binary(), rows(), images(), attention()).flatMap(ops -> ops);
  }

  private static Stream<Arguments> elementWise() {
    return Stream.of(
        op("relu", x -> x.getSameDiff().nn.relu(x, 0)),
        op("exp", x -> x.getSameDiff().math.exp(x)),
        op("log", x -> x.getSameDiff().math.log(x)),
        op("sqrt", x -> x.getSameDiff().math.sqrt(x)),
        op("rsqrt", x -> x.getSameDiff().math.rsqrt(x)),
        op("square", x -> x.getSameDiff().math.square(x)),
        op("abs", x -> x.getSameDiff().math.abs(x)),
        op("neg", SDVariable::neg),
        op("tanh", x -> x.getSameDiff().math.tanh(x)),
        op("sigmoid", x -> x.getSameDiff().nn.sigmoid(x)),
        op("gelu", x -> x.getSameDiff().nn.gelu(x)),
        op("exact gelu", DivergenceTest::exactGelu),
        op("power 3", x -> x.getSameDiff().math.pow(x, 3)),
        op("power 0", x -> x.getSameDiff().math.pow(x, 0)),
        op("power -1", x -> x.getSameDiff().math.pow(x, -1)),
        op("power 0.5", x -> x.getSameDiff().math.pow(x, 0.5)),
        op("times 0", x -> x.mul(0)),
        op("plus 1", x -> x.add(1)),
        op("minus 1", x -> x.sub(1)),
        op("1 minus", x -> x.rsub(1)),
        op("divided by 2", x -> x.div(2)));
  }

  private static SDVariable exactGelu(SDVariable x) {
    return x.mul(0.5).mul(x.getSameDiff().math.erf(x.mul(Math.sqrt(0.5))).add(1.0));
  }

  /** The other operand has NaN and infinities elsewhere. */
  private static SDVariable other(SDVariable x) {
    float[][] turned = Stream.of(3, 4, 5, 6, 0, 1, 2).map(i -> ROWS[i]).toArray(float[][]::new);
    return x.getSameDiff().var("other", Nd4j.createFromArray(turned));
  }

  private static Stream<Arguments> binary() {
    return Stream.of(
        op("add", x -> x.add(other(x))),
        op("subtract", x -> x.sub(other(x))),
        op("multiply", x -> x.mul(other(x))),
        op("divide", x -> x.div(other(x))),
        op("maximum", x -> x.getSameDiff().math.max(x, other(x))),
        op("minimum", x -> x.getSameDiff().math.min(x, other(x))),
        op("bias", x -> x.getSameDiff().nn.biasAdd(x, ones(x, "bias", 8), false)));
  }

  private static Stream<Arguments> rows() {
    return Stream.of(
        op("softmax", x -> x.getSameDiff().nn.softmax(x, 1)),
        op("softmax in front of a sum", x -> x.getSameDiff().nn.softmax(x, 1).add(1.0)),
        op("log softmax", x -> x.getSameDiff().nn.logSoftmax(x)),
        op("sum of rows", x -> x.sum(1)),
        op("sum of columns", x -> x.sum(0)),
        op("mean", x -> x.mean(1)),
        op("maximum of rows", x -> x.max(1)),
        op("layer norm", DivergenceTest::layerNorm),
        op("product", x -> x.getSameDiff().mmul(x, ones(x, "w", 8, 3))),
        op("wide product", x -> x.getSameDiff().concat(0, x, x).mmul(ones(x, "w", 8, 200))),
        op("linear layer", x -> x.getSameDiff().nn.linear(x, ones(x, "w", 8, 3), ones(x, "b", 3))),
        op("reshape and slice", x -> x.reshape(4, 14).mul(2.0)),
        op("pieces", x -> x.getSameDiff().concat(1, x, x.mul(2.0))));
  }

  private static SDVariable layerNorm(SDVariable x) {
    SameDiff graph = x.getSameDiff();
    SDVariable centred = x.sub(x.mean(true, 1));
    SDVariable variance = graph.math.square(centred).mean(true, 1);
    SDVariable normal = centred.mul(graph.math.rsqrt(variance.add(1e-3)));
    return graph.nn.biasAdd(normal.mul(ones(x, "gain", 8)), ones(x, "bias", 8), false);
  }

  private static Stream<Arguments> images() {
    Pooling2DConfig pooling =
        Pooling2DConfig.builder().kH(2).kW(2).sH(1).sW(2).isNHWC(true).build();
    Conv2DConfig convolution =
        Conv2DConfig.builder().kH(2).kW(2).sH(1).sW(1).dataFormat("NHWC").build();
    return Stream.of(
        op("max pool", x -> x.getSameDiff().cnn.maxPooling2d(x.reshape(1, 7, 8, 1), pooling)),
        op(
            "convolution",
            x ->
                x.getSameDiff()
                    .cnn
                    .conv2d(x.reshape(1, 7, 8, 1), ones(x, "kernel", 2, 2, 1, 1), convolution)),
        op(
            "depth-wise convolution",
            x ->
                x.getSameDiff()
                    .cnn
                    .depthWiseConv2d(
                        x.reshape(1, 7, 8, 1), ones(x, "kernel", 2, 2, 1, 1), convolution)));
  }

  /** Queries, keys or values diverge. */
  private static Stream<Arguments> attention() {
    return Stream.of("queries", "keys", "values")
        .map(
            which ->
                op(
                    "attention: " + which,
                    x -> {
                      SameDiff graph = x.getSameDiff();
                      SDVariable bad = x.reshape(1, 7, 8).mul(0.5);
                      SDVariable good = ones(x, "good", 1, 7, 8);
                      SDVariable q = which.equals("queries") ? bad : good;
                      SDVariable k = which.equals("keys") ? bad : good;
                      SDVariable v = which.equals("values") ? bad : good;
                      SDVariable scores = graph.mmul(q, k, false, true, false);
                      return graph.mmul(graph.nn.softmax(scores, 2), v);
                    }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ops")
  void isNotHidden(String name, Function<SDVariable, SDVariable> op) {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.var("x", Nd4j.createFromArray(ROWS));
    op.apply(x).rename("out");
    INDArray planned = graph.output(Map.of(), "out").get("out");
    assertPlanned(graph);
    assertNothingHidden(planned, Engines.unplanned(() -> graph.output(Map.of(), "out")).get("out"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ops")
  void isNotHiddenFromGradients(String name, Function<SDVariable, SDVariable> op) {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.var("x", Nd4j.createFromArray(ROWS));
    op.apply(x).mul(0.7).sum().rename("loss");
    graph.setLossVariables("loss");
    INDArray planned = graph.calculateGradients(Map.of(), List.of("x")).get("x");
    assertPlanned(graph.getFunction("grad"));
    INDArray stock =
        Engines.unplanned(() -> graph.calculateGradients(Map.of(), List.of("x"))).get("x");
    assertNothingHidden(planned, stock);
  }

  /** Also where the probabilities are computed again for the gradients, from 256 keys on. */
  @ParameterizedTest
  @ValueSource(ints = {7, 300})
  void isNotHiddenFromAnyGradientOfAttention(int tokens) {
    SameDiff graph = SameDiff.create();
    INDArray queries = Comparison.random(1, 2, tokens, 8);
    queries.putScalar(new int[] {0, 3, 5}, NAN);
    SDVariable q = graph.var("q", queries);
    SDVariable k = graph.var("k", Comparison.random(2, 2, tokens, 8));
    SDVariable v = graph.var("v", Comparison.random(3, 2, tokens, 4));
    SDVariable scores = graph.mmul(q, k, false, true, false);
    graph.mmul(graph.nn.softmax(scores, 2), v).mul(0.7).sum().rename("loss");
    graph.setLossVariables("loss");
    List<String> names = List.of("q", "k", "v");
    Map<String, INDArray> planned = graph.calculateGradients(Map.of(), names);
    assertPlanned(graph.getFunction("grad"));
    Map<String, INDArray> stock =
        Engines.unplanned(() -> graph.calculateGradients(Map.of(), names));
    names.forEach(name -> assertNothingHidden(planned.get(name), stock.get(name)));
  }

  private static void assertNothingHidden(INDArray planned, INDArray stock) {
    float[] actual = planned.dup('c').data().asFloat();
    float[] expected = stock.dup('c').data().asFloat();
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      boolean same =
          Float.isNaN(actual[i])
              || actual[i] == expected[i]
              || Math.abs(actual[i] - expected[i])
                  <= TOLERANCE * Math.max(1, Math.abs(expected[i]));
      assertThat(same)
          .as("element %d of %s, stock %s", i, Arrays.toString(actual), Arrays.toString(expected))
          .isTrue();
    }
    // A row without NaN and infinities has none afterwards.
    assertThat(Float.isNaN(actual[0]) && !Float.isNaN(expected[0])).isFalse();
  }
}
