package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.samediff.onednn.Comparison.assertSame;
import static org.mast4j.samediff.onednn.Comparison.assertSameGradients;
import static org.mast4j.samediff.onednn.Comparison.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.onednn.internal.step.Step;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Conv2DDerivative;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;

/** Ordinary and depth-wise convolutions of every format against ND4J's, gradients included. */
class ConvolutionTest {
  private static final double TOLERANCE = 1e-5;

  @BeforeAll
  static void install() {
    Engines.bind();
  }

  /** A convolution drawn at random, of images that are never smaller than the window. */
  private record Draw(
      Conv2DConfig config, boolean bias, long clips, long height, long width, long in, long out) {

    static Draw of(long seed, WeightsFormat weights) {
      Random random = new Random(seed);
      boolean same = random.nextBoolean();
      Conv2DConfig config =
          Conv2DConfig.builder()
              .kH(1 + random.nextInt(4))
              .kW(1 + random.nextInt(4))
              .sH(1 + random.nextInt(same ? 2 : 3))
              .sW(1 + random.nextInt(same ? 2 : 3))
              .pH(random.nextInt(4))
              .pW(random.nextInt(4))
              .dH(1 + random.nextInt(3))
              .dW(1 + random.nextInt(3))
              .paddingMode(same ? PaddingMode.SAME : PaddingMode.VALID)
              .dataFormat(random.nextBoolean() ? Conv2DConfig.NHWC : Conv2DConfig.NCHW)
              .weightsFormat(weights)
              .build();
      return new Draw(
          config,
          random.nextBoolean(),
          1 + random.nextInt(3),
          10 + random.nextInt(6),
          10 + random.nextInt(6),
          1 + random.nextInt(20),
          1 + random.nextInt(20));
    }

    SDVariable image(SameDiff graph) {
      return graph.var(
          "x",
          config.isNHWC()
              ? random(1, clips, height, width, in)
              : random(1, clips, in, height, width));
    }

    SDVariable kernel(SameDiff graph, long outputs) {
      long kh = config.getKH();
      long kw = config.getKW();
      return graph.var(
          "kernel",
          switch (config.getWeightsFormat()) {
            case YXIO -> random(2, kh, kw, in, outputs);
            case OIYX -> random(2, outputs, in, kh, kw);
            case OYXI -> random(2, outputs, kh, kw, in);
          });
    }

    List<SDVariable> operands(SameDiff graph, long kernelOutputs, long outputs) {
      List<SDVariable> operands = new ArrayList<>();
      operands.add(image(graph));
      operands.add(kernel(graph, kernelOutputs));
      if (bias) {
        operands.add(graph.var("bias", random(3, outputs)));
      }
      return operands;
    }
  }

  static IntStream seeds() {
    return IntStream.range(0, 24);
  }

  static Stream<Arguments> formats() {
    return Stream.of(WeightsFormat.values())
        .flatMap(format -> IntStream.range(50, 58).mapToObj(seed -> Arguments.of(format, seed)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void ordinary(int seed) {
    Draw draw = Draw.of(seed, WeightsFormat.YXIO);
    SameDiff graph = SameDiff.create();
    check(graph, ordinary(graph, draw.operands(graph, draw.out(), draw.out()), draw));
  }

  private static SDVariable ordinary(SameDiff graph, List<SDVariable> of, Draw draw) {
    return draw.bias()
        ? graph.cnn.conv2d(of.get(0), of.get(1), of.get(2), draw.config())
        : graph.cnn.conv2d(of.get(0), of.get(1), draw.config());
  }

  /**
   * The gradients by an op of their own; those that SameDiff derives of a graph, without the
   * format, are {@link WeightsFormatGradientTest}'s.
   */
  @ParameterizedTest
  @MethodSource("formats")
  void ordinaryOfEachWeightsFormat(WeightsFormat format, int seed) {
    Draw draw = Draw.of(seed, format);
    SameDiff graph = SameDiff.create();
    List<SDVariable> operands = draw.operands(graph, draw.out(), draw.out());
    ordinary(graph, operands, draw).rename("y");
    assertSame(graph, Map.of(), TOLERANCE, "y");
    INDArray dy = random(4, graph.output(Map.of(), "y").get("y").shape());
    operands.add(graph.var("dy", dy));
    SDVariable[] gradients =
        new Conv2DDerivative(graph, operands.toArray(SDVariable[]::new), draw.config())
            .outputVariables();
    String[] names = Stream.of(gradients).map(SDVariable::name).toArray(String[]::new);
    assertSame(graph, Map.of(), TOLERANCE, names);
    assertThat(stockSteps(graph)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void depthwise(int seed) {
    Draw draw = Draw.of(seed, WeightsFormat.YXIO);
    int multiplier = 1 + seed % 3;
    SameDiff graph = SameDiff.create();
    List<SDVariable> of = draw.operands(graph, multiplier, draw.in() * multiplier);
    check(
        graph,
        draw.bias()
            ? graph.cnn.depthWiseConv2d(of.get(0), of.get(1), of.get(2), draw.config())
            : graph.cnn.depthWiseConv2d(of.get(0), of.get(1), draw.config()));
  }

  /** Larger than what oneDNN may run by its reference code. */
  @ParameterizedTest
  @CsvSource({"NHWC, 3, 1", "NCHW, 3, 1", "NHWC, 33, 2", "NCHW, 32, 2"})
  void ordinaryOfManyElements(String format, int channels, int stride) {
    Conv2DConfig config =
        Conv2DConfig.builder()
            .kH(3)
            .kW(3)
            .sH(stride)
            .sW(stride)
            .paddingMode(PaddingMode.SAME)
            .dataFormat(format)
            .build();
    Draw draw = new Draw(config, true, 2, 48, 40, channels, 24);
    SameDiff graph = SameDiff.create();
    check(graph, ordinary(graph, draw.operands(graph, 24, 24), draw));
  }

  @Test
  void betweenTwoConvolutionsNoImageIsCopied() {
    Conv2DConfig config =
        Conv2DConfig.builder().kH(3).kW(3).pH(1).pW(1).paddingMode(PaddingMode.VALID).build();
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.var("x", random(1, 2, 3, 12, 10));
    SDVariable y = graph.cnn.conv2d(x, graph.var("kernel", random(2, 3, 3, 3, 8)), config);
    SDVariable rest = graph.constant(random(3, 3, 3, 8, 4));
    graph.cnn.conv2d(y, rest, config).rename("out");
    assertSame(graph, Map.of(), TOLERANCE, "out");
    assertThat(steps(graph).map(Step::name))
        .as("x to NHWC and the result to NCHW, and nothing else")
        .containsExactly("copy", "convolution forward", "convolution forward", "copy");
  }

  @ParameterizedTest
  @CsvSource({"CAUSAL, 3, 1", "SAME, 1, 3"})
  void whatIsPaddedOtherwiseRunsByNd4j(PaddingMode mode, int size, int stride) {
    Conv2DConfig config =
        Conv2DConfig.builder()
            .kH(size)
            .kW(size)
            .sH(stride)
            .sW(stride)
            .paddingMode(mode)
            .dataFormat(Conv2DConfig.NHWC)
            .build();
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.var("x", random(1, 2, 9, 12, 3));
    graph.cnn.conv2d(x, graph.var("kernel", random(2, size, size, 3, 4)), config).rename("out");
    assertSame(graph, Map.of(), TOLERANCE, "out");
    assertThat(stockSteps(graph)).containsExactly("conv2d (ND4J)");
  }

  private static void check(SameDiff graph, SDVariable out) {
    out.rename("out");
    assertSame(graph, Map.of(), TOLERANCE, "out");
    // Weighted, so that every element's gradient is another one.
    INDArray weights = random(99, graph.output(Map.of(), "out").get("out").shape());
    out.mul(graph.constant("weights", weights)).sum().rename("loss");
    graph.setLossVariables("loss");
    List<String> names = Stream.of("x", "kernel", "bias").filter(graph::hasVariable).toList();
    assertSameGradients(graph, Map.of(), TOLERANCE, names);
    assertThat(stockSteps(graph)).isEmpty();
    assertThat(stockSteps(graph.getFunction("grad"))).isEmpty();
  }

  private static Stream<Step> steps(SameDiff graph) {
    return PlannedSession.plansOf(graph).orElseThrow().plans().stream()
        .flatMap(plan -> plan.steps().stream());
  }

  private static List<String> stockSteps(SameDiff graph) {
    return steps(graph).map(Step::name).filter(name -> name.endsWith("(ND4J)")).toList();
  }
}
