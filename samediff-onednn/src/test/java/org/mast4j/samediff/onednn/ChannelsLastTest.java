package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.samediff.onednn.Comparison.assertSame;
import static org.mast4j.samediff.onednn.Comparison.assertSameGradients;
import static org.mast4j.samediff.onednn.Comparison.random;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.onednn.internal.step.Step;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;

/** Graphs of NCHW images, which are copied where they come in and where they leave. */
class ChannelsLastTest {
  private static final double TOLERANCE = 1e-4;
  private static final long CHANNELS = 8;

  private final SameDiff graph = SameDiff.create();
  private final SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, 3, 12, 10);
  private final Map<String, INDArray> inputs = Map.of("x", random(1, 2, 3, 12, 10));

  @BeforeAll
  static void install() {
    Engines.bind();
  }

  private SDVariable weight(String name, long... shape) {
    return graph.var(name, random(name.hashCode(), shape).muli(0.3));
  }

  private SDVariable convolved(String name, SDVariable image, long in, long out) {
    Conv2DConfig config =
        Conv2DConfig.builder()
            .kH(3)
            .kW(3)
            .paddingMode(PaddingMode.SAME)
            .dataFormat(Conv2DConfig.NCHW)
            .build();
    SDVariable kernel = weight(name + "/kernel", 3, 3, in, out);
    return graph.cnn.conv2d(image, kernel, weight(name + "/bias", out), config);
  }

  private SDVariable pooled(SDVariable image) {
    return graph.cnn.maxPooling2d(
        image, Pooling2DConfig.builder().kH(2).kW(2).sH(2).sW(2).isNHWC(false).build());
  }

  /** What networks of NCHW images have between convolutions; [B, 8, 6, 5]. */
  private SDVariable network() {
    SDVariable residual = convolved("r", x, 3, 3).add(x);
    SDVariable y = convolved("a", residual, 3, CHANNELS);
    y = graph.nn.biasAdd(y, weight("added", CHANNELS), true);
    y = y.mul(weight("scale", 1, CHANNELS, 1, 1)).add(weight("shift", CHANNELS, 1, 1));
    SDVariable narrow = pooled(graph.nn.relu(y, 0)); // [B, 8, 6, 5]
    SDVariable beside = convolved("b", narrow, CHANNELS, CHANNELS);
    SDVariable joined = graph.math.tanh(beside.add(narrow)).mul(0.7);
    return convolved("c", joined, CHANNELS, CHANNELS).sub(joined);
  }

  private static long copies(SameDiff graph) {
    return PlannedSession.plansOf(graph).orElseThrow().plans().get(0).steps().stream()
        .map(Step::name)
        .filter("copy"::equals)
        .count();
  }

  @Test
  void betweenConvolutionsNoImageIsCopied() {
    network().mean(2, 3).rename("out");
    assertSame(graph, inputs, TOLERANCE, "out");
    assertThat(copies(graph)).as("x to NHWC").isEqualTo(1);
  }

  @Test
  void anImageThatLeavesIsCopiedOnce() {
    network().rename("out");
    assertSame(graph, inputs, TOLERANCE, "out");
    assertThat(copies(graph)).isEqualTo(2);
  }

  @Test
  void whatReadsTheImageOtherwiseGetsIt() {
    SDVariable y = network();
    SDVariable rows = y.reshape(-1, CHANNELS * 30).mmul(weight("w", CHANNELS * 30, 4));
    SDVariable overColumns = y.mul(weight("columns", 5)).sum(3).reshape(-1, CHANNELS * 6);
    graph.concat(1, rows, overColumns).rename("out");
    assertSame(graph, inputs, TOLERANCE, "out");
  }

  @Test
  void gradientsAreTheStockSessions() {
    SDVariable y = network();
    y.mul(y).mean(2, 3).mul(random(9, 2, CHANNELS).getDouble(0)).sum().rename("loss");
    graph.setLossVariables("loss");
    List<String> names =
        List.of(
            "r/kernel",
            "a/kernel",
            "a/bias",
            "added",
            "scale",
            "shift",
            "b/kernel",
            "b/bias",
            "c/kernel",
            "c/bias");
    assertSameGradients(graph, inputs, TOLERANCE, names);
    assertThat(copies(graph.getFunction("grad"))).as("x to NHWC").isEqualTo(1);
  }
}
