package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mast4j.samediff.onednn.Comparison.assertPlanned;
import static org.mast4j.samediff.onednn.Comparison.random;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.samediff.engine.Engines;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;

/**
 * Gradients that SameDiff derives of convolutions whose weights aren't YXIO: M2.1 forgets the
 * format, so that its session refuses them or computes others. Ours in float are compared with
 * finite differences of what ND4J computes forward in double.
 */
class WeightsFormatGradientTest {
  private static final double STEP = 1e-4;
  private static final double TOLERANCE = 1e-4; // of a slope's terms

  @BeforeAll
  static void install() {
    Engines.bind();
  }

  /** What a graph computes of its variables, in either type. */
  @FunctionalInterface
  private interface Network {
    SDVariable of(SameDiff graph, Map<String, SDVariable> variables);
  }

  private static SameDiff graph(DataType type, Map<String, INDArray> values, Network network) {
    SameDiff graph = SameDiff.create();
    Map<String, SDVariable> variables = new LinkedHashMap<>();
    values.forEach((name, array) -> variables.put(name, graph.var(name, array.castTo(type))));
    network.of(graph, variables).rename("loss");
    graph.setLossVariables("loss");
    return graph;
  }

  /** Each variable's gradient along a direction of its own. */
  private static SameDiff assertSlopes(Map<String, INDArray> values, Network network) {
    SameDiff floats = graph(DataType.FLOAT, values, network);
    SameDiff doubles = graph(DataType.DOUBLE, values, network);
    Map<String, INDArray> gradients =
        floats.calculateGradients(Map.of(), List.copyOf(values.keySet()));
    assertPlanned(floats.getFunction("grad"));
    for (String name : values.keySet()) {
      INDArray parameter = doubles.getVariable(name).getArr();
      INDArray move = random(name.hashCode(), parameter.shape()).castTo(DataType.DOUBLE);
      parameter.addi(move.mul(STEP));
      double above = loss(doubles);
      parameter.subi(move.mul(2 * STEP));
      double below = loss(doubles);
      parameter.addi(move.mul(STEP));
      INDArray terms = gradients.get(name).castTo(DataType.DOUBLE).mul(move);
      double scale = terms.norm2Number().doubleValue();
      assertThat(terms.sumNumber().doubleValue())
          .as(name)
          .isCloseTo((above - below) / (2 * STEP), within(TOLERANCE * scale));
    }
    return floats;
  }

  private static double loss(SameDiff graph) {
    return graph.output(Map.of(), "loss").get("loss").getDouble(0);
  }

  private static long[] kernelShape(
      WeightsFormat format, long rows, long columns, long in, long out) {
    return switch (format) {
      case YXIO -> new long[] {rows, columns, in, out};
      case OIYX -> new long[] {out, in, rows, columns};
      case OYXI -> new long[] {out, rows, columns, in};
    };
  }

  static Stream<Arguments> formats() {
    return Stream.of(WeightsFormat.values())
        .flatMap(format -> IntStream.range(0, 8).mapToObj(draw -> Arguments.of(format, draw)));
  }

  /** NHWC and NCHW, padded in either way, with and without bias, linear and not. */
  @ParameterizedTest
  @MethodSource("formats")
  void areThoseOfFiniteDifferences(WeightsFormat format, int draw) {
    boolean nhwc = (draw & 1) == 0;
    boolean biased = (draw & 2) == 0;
    boolean same = (draw & 4) == 0;
    Conv2DConfig config =
        Conv2DConfig.builder()
            .kH(3)
            .kW(2)
            .sH(same ? 1 : 2)
            .pH(1)
            .dW(2)
            .paddingMode(same ? PaddingMode.SAME : PaddingMode.VALID)
            .dataFormat(nhwc ? Conv2DConfig.NHWC : Conv2DConfig.NCHW)
            .weightsFormat(format)
            .build();
    Map<String, INDArray> values = new LinkedHashMap<>();
    values.put("x", nhwc ? random(1, 2, 9, 8, 4) : random(1, 2, 4, 9, 8));
    values.put("kernel", random(2, kernelShape(format, 3, 2, 4, 5)));
    if (biased) {
      values.put("bias", random(3, 5));
    }
    assertSlopes(
        values,
        (graph, of) -> {
          SDVariable y =
              biased
                  ? graph.cnn.conv2d(of.get("x"), of.get("kernel"), of.get("bias"), config)
                  : graph.cnn.conv2d(of.get("x"), of.get("kernel"), config);
          // Of a linear loss the gradient doesn't need the convolution itself.
          return biased ? y.sum() : y.mul(y).sum();
        });
  }

  private static SDVariable square(
      SameDiff graph, SDVariable x, SDVariable kernel, WeightsFormat format) {
    Conv2DConfig config =
        Conv2DConfig.builder()
            .kH(3)
            .kW(3)
            .paddingMode(PaddingMode.SAME)
            .dataFormat(Conv2DConfig.NHWC)
            .weightsFormat(format)
            .build();
    return graph.cnn.conv2d(x, kernel, config);
  }

  /** One kernel read in all formats, whose shape says nothing: where ND4J computes another one. */
  @Test
  void areRightWhereTheShapeAllowsAnyFormat() {
    Map<String, INDArray> values = new LinkedHashMap<>();
    values.put("x", random(1, 2, 6, 7, 3));
    values.put("kernel", random(2, 3, 3, 3, 3).mul(0.3));
    SameDiff graph =
        assertSlopes(
            values,
            (sd, of) -> {
              SDVariable y = of.get("x");
              for (WeightsFormat format : WeightsFormat.values()) {
                SDVariable beside = square(sd, of.get("x"), of.get("kernel"), format);
                y = sd.math.tanh(square(sd, y, of.get("kernel"), format)).add(beside);
              }
              return y.mul(y).sum();
            });
    List<String> names = List.copyOf(values.keySet());
    Map<String, INDArray> stock =
        Engines.unplanned(() -> graph.calculateGradients(Map.of(), names));
    assertThat(stock.get("kernel").sub(graph.calculateGradients(Map.of(), names).get("kernel")))
        .as("once this is 0, ND4J remembers the format")
        .matches(difference -> difference.amaxNumber().doubleValue() > 1);
  }

  /** Strides so long that ND4J runs the convolution and its gradient within the plan. */
  @Test
  void areRightWhereNd4jComputesThem() {
    Conv2DConfig config =
        Conv2DConfig.builder()
            .kH(1)
            .kW(1)
            .sH(3)
            .sW(3)
            .paddingMode(PaddingMode.SAME)
            .dataFormat(Conv2DConfig.NHWC)
            .weightsFormat(WeightsFormat.OIYX)
            .build();
    SameDiff graph =
        assertSlopes(
            Map.of("x", random(1, 2, 9, 12, 4), "kernel", random(2, 5, 4, 1, 1)),
            (sd, of) -> {
              SDVariable y = sd.cnn.conv2d(of.get("x"), of.get("kernel"), config);
              return y.mul(y).sum();
            });
    assertThat(
            PlannedSession.plansOf(graph.getFunction("grad")).orElseThrow().plans().get(0).steps())
        .extracting(step -> step.name())
        .contains("conv2d_bp (ND4J)");
  }

  /**
   * The plan of a gradient that doesn't need the convolution depends on its format all the same.
   */
  @Test
  void anotherFormatIsSeen() {
    Map<String, INDArray> values =
        Map.of("x", random(1, 2, 6, 7, 3), "kernel", random(2, 3, 3, 3, 3));
    SameDiff graph =
        graph(
            DataType.FLOAT,
            values,
            (sd, of) ->
                square(sd, of.get("x"), of.get("kernel"), WeightsFormat.OIYX)
                    .mul(sd.constant(random(3, 2, 6, 7, 3)))
                    .sum());
    INDArray before = graph.calculateGradients(Map.of(), "x").get("x");
    graph.getFunction("grad").getOps().values().stream()
        .filter(op -> op.getOp().opName().equals("conv2d"))
        .forEach(
            op -> {
              long[] arguments = ((DynamicCustomOp) op.getOp()).iArgs().clone();
              arguments[arguments.length - 1] = WeightsFormat.OYXI.ordinal();
              DynamicCustomOp other =
                  DynamicCustomOp.builder("conv2d")
                      .addIntegerArguments(
                          Arrays.stream(arguments).mapToInt(i -> (int) i).toArray())
                      .build();
              other.setOwnName(op.getName());
              other.setSameDiff(graph.getFunction("grad"));
              op.setOp(other);
            });
    assertThat(graph.calculateGradients(Map.of(), "x").get("x")).isNotEqualTo(before);
  }
}
