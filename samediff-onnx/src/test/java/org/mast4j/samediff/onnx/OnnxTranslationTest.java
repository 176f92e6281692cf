package org.mast4j.samediff.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.mast4j.samediff.onnx.OnnxGraph.BATCH;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Graphs that aren't of the zoo: what they compute here and in ONNX Runtime, and what is refused.
 */
class OnnxTranslationTest {
  private static final double TOLERANCE = 1e-5;
  private static final String X = "x";
  private static final String Y = "y";

  /** So that writing all tensors beside the file is tried on a small one. */
  private static final long NONE_WITHIN = 0;

  @TempDir private Path folder;

  private final SameDiff graph = graph();

  private static SameDiff graph() {
    SameDiff graph = SameDiff.create();
    graph.setEnableCache(false);
    return graph;
  }

  private SDVariable placeholder(long... shape) {
    return graph.placeHolder(X, DataType.FLOAT, shape);
  }

  private SDVariable parameter(String name, long... shape) {
    return graph.var(name, Nd4j.randn(DataType.FLOAT, shape));
  }

  @Test
  void elementWiseFunctionsAreEqual() throws Exception {
    SDVariable x = placeholder(-1, 6);
    SDVariable positive = graph.math.abs(x).add(0.5);
    graph
        .concat(
            1,
            graph.nn.gelu(x),
            graph.nn.relu(x, 0),
            graph.nn.elu(x),
            graph.nn.selu(x),
            graph.nn.swish(x),
            graph.nn.softplus(x),
            graph.nn.sigmoid(x),
            graph.math.tanh(x),
            graph.math.exp(x),
            graph.math.erf(x),
            graph.math.square(x),
            graph.math.log(positive),
            graph.math.sqrt(positive),
            graph.math.rsqrt(positive),
            positive.rsub(2.0).div(3.0),
            graph.math.max(x, positive.sub(1.0)),
            graph.math.min(x, positive.sub(1.0)),
            x.div(positive),
            x.mul(0.5).mul(graph.math.erf(x.mul(Math.sqrt(0.5))).add(1.0)))
        .rename(Y);
    requireEqual(new long[] {BATCH, 6});
  }

  @Test
  void productsReductionsAndPlacesAreEqual() throws Exception {
    SDVariable x = placeholder(-1, 4, 6);
    SDVariable byAxis = graph.permute(x, 0, 2, 1); // [B, 6, 4]
    SDVariable product = graph.mmul(x, byAxis).mul(0.25); // [B, 4, 4]
    SDVariable transposed = graph.mmul(x, x, true, false, false); // [B, 6, 6]
    SDVariable cut = x.get(SDIndex.all(), SDIndex.interval(1, 3), SDIndex.all()); // [B, 2, 6]
    INDArray paddings = Nd4j.createFromArray(new int[][] {{0, 0}, {1, 1}, {0, 0}});
    SDVariable padded = graph.nn.pad(cut, graph.constant(paddings), 0); // [B, 4, 6]
    graph
        .concat(
            1,
            product.reshape(-1, 16),
            transposed.sum(1),
            transposed.mean(2),
            padded.add(parameter("positions", 1, 4, 6)).reshape(-1, 24),
            graph.nn.softmax(x, 2).reshape(-1, 24))
        .rename(Y);
    requireEqual(new long[] {BATCH, 4, 6});
  }

  /** Heads side by side again, to which is added what they are made of, as MAST does. */
  @Test
  void attentionIsEqualWithBiasAndWhatIsAddedToIt() throws Exception {
    SDVariable x = placeholder(-1, 6, 8);
    SDVariable split = graph.permute(x.reshape(-1, 6, 2, 4), 0, 2, 1, 3); // [B, 2, 6, 4]
    SDVariable heads = split.reshape(-1, 6, 4);
    SDVariable scores = graph.mmul(heads.mul(0.5), heads, false, true, false);
    SDVariable bias = graph.mmul(heads, heads.mul(-0.3), false, true, false);
    SDVariable weights = graph.nn.softmax(scores.add(bias), 2);
    SDVariable means = graph.mmul(weights, graph.math.tanh(heads)).reshape(-1, 2, 6, 4);
    graph.permute(means, 0, 2, 1, 3).reshape(-1, 6, 8).add(x).rename(Y);
    requireEqual(new long[] {BATCH, 6, 8});
  }

  @Test
  void imagesAreEqual() throws Exception {
    SDVariable x = placeholder(-1, 2, 9, 8); // NCHW
    Conv2DConfig strided = // its last column is never reached
        Conv2DConfig.builder().kH(3).kW(3).sH(2).sW(2).pH(1).pW(0).dataFormat("NCHW").build();
    SDVariable y =
        graph.cnn.conv2d(x, parameter("kernel", 3, 3, 2, 5), parameter("bias", 5), strided);
    SDVariable pooled =
        graph.cnn.maxPooling2d(
            graph.permute(y, 0, 2, 3, 1).sub(10),
            Pooling2DConfig.builder().kH(3).kW(3).sH(2).sW(2).pH(1).pW(1).isNHWC(true).build());
    pooled.rename(Y);
    requireEqual(new long[] {BATCH, 2, 9, 8});
  }

  @Test
  void tensorsThatDontFitLieInASecondFile() throws Exception {
    SDVariable x = placeholder(-1, 3);
    graph.mmul(x, parameter("w", 3, 2)).add(parameter("b", 2)).rename(Y);
    OnnxGraph onnx = translate(new long[] {BATCH, 3});
    Path file = folder.resolve("model.onnx");
    onnx.write(file, NONE_WITHIN);
    assertThat(folder.resolve("model.onnx.data")).hasSize(8 * Float.BYTES);
    requireEqual(file, 3);
  }

  @Test
  void aFileIsKnownAsOurs() throws IOException {
    placeholder(-1, 3).mul(2).rename(Y);
    Path file = folder.resolve("model.onnx");
    translate(new long[] {BATCH, 3}).write(file);
    assertThat(OnnxGraph.isOurs(file)).isTrue();
    byte[] bytes = Files.readAllBytes(file);
    bytes[4] = 'x'; // of the producer's name
    assertThat(OnnxGraph.isOurs(Files.write(file, bytes))).isFalse();
    assertThat(OnnxGraph.isOurs(Files.writeString(file, "not ONNX, but text"))).isFalse();
  }

  @Test
  void gradientsAreRefused() {
    SDVariable x = placeholder(-1, 3);
    SDVariable softmax = graph.nn.softmax(graph.mmul(x, parameter("w", 3, 2)), 1);
    softmax.mul(parameter("c", 2)).sum().rename(Y);
    graph.setLossVariables(Y);
    graph.createGradFunction("w");
    OnnxTranslation gradients =
        new OnnxTranslation(graph.getFunction("grad"), Map.of(X, new long[] {BATCH, 3}));
    List<String> ofWeight = List.of(graph.grad("w").name());
    assertThatThrownBy(() -> gradients.addTo(new OnnxGraph("g"), Map.of(X, X), ofWeight))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("can't be written as ONNX");
  }

  @Test
  void otherOpsAreRefused() {
    SDVariable x = placeholder(-1, 3);
    graph.cumsum(x, false, false, 1).rename(Y);
    assertRefused("the op cumsum can't be written as ONNX");
  }

  @Test
  void whatMultipliesByTheBatchIsRefused() {
    SDVariable x = placeholder(-1, 3);
    x.mul(graph.sizeAt(x, 0).castTo(DataType.FLOAT)).rename(Y);
    assertThatThrownBy(() -> translate(new long[] {BATCH, 3}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anAxisThatIsOneMoreThanTheBatchIsRefused() {
    SDVariable x = placeholder(-1, 3);
    graph.concat(0, x, parameter("token", 1, 3)).rename(Y);
    assertRefused("expected as many values for each clip");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> translate(new long[] {BATCH, 3}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private OnnxGraph translate(long[] shape) {
    return translate(shape, Y);
  }

  private OnnxGraph translate(long[] shape, String output) {
    OnnxGraph onnx = new OnnxGraph("test");
    onnx.input("in", shape);
    Map<String, String> outputs =
        new OnnxTranslation(graph, Map.of(X, shape)).addTo(onnx, Map.of(X, "in"), List.of(output));
    onnx.output("out", outputs.get(output), BATCH);
    return onnx;
  }

  private void requireEqual(long[] shape) throws IOException, OrtException {
    OnnxGraph onnx = translate(shape);
    Path file = folder.resolve("model.onnx");
    onnx.write(file);
    long[] ofClip = java.util.Arrays.copyOfRange(shape, 1, shape.length);
    requireEqual(file, ofClip);
  }

  private void requireEqual(Path file, long... ofClip) throws OrtException {
    for (int clips : new int[] {1, 4}) {
      long[] shape = new long[ofClip.length + 1];
      shape[0] = clips;
      System.arraycopy(ofClip, 0, shape, 1, ofClip.length);
      INDArray x = Nd4j.randn(DataType.FLOAT, shape);
      float[] expected = graph.output(Map.of(X, x), Y).get(Y).dup('c').data().asFloat();
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      FloatBuffer values = FloatBuffer.wrap(x.dup('c').data().asFloat());
      try (OrtSession session = environment.createSession(file.toString());
          OnnxTensor input = OnnxTensor.createTensor(environment, values, shape);
          OrtSession.Result result = session.run(Map.of("in", input))) {
        FloatBuffer actual = ((OnnxTensor) result.get(0)).getFloatBuffer();
        assertThat(actual.remaining()).isEqualTo(expected.length);
        for (float value : expected) {
          assertThat(actual.get()).isCloseTo(value, within((float) TOLERANCE));
        }
      }
    }
  }
}
