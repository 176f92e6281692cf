package org.mast4j.zoo.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

class GraphsTest {
  private static final int LAYERS = 3;
  private static final double TOLERANCE = 1e-4;

  @TempDir Path folder;

  private final INDArray input = uniform(1, 2, 6, 8);

  /**
   * Why Graphs exists: when this fails, ND4J has been mended and PooledSession may go. Only the
   * oneDNN builds of nd4j-native are wrong on so small a graph (-Dnd4j.extension=-onednn-avx512).
   */
  @Test
  void stockSessionIsWrongOnAResidualChain() {
    String build = NativeOpsHolder.getInstance().getDeviceNativeOps().buildInfo();
    assumeTrue(build.contains("HAVE_ONEDNN"), "not a oneDNN build of nd4j-native");
    SameDiff graph = residualChain(SameDiff.create());
    graph.setEnableCache(true);
    graph.getSessions().put(Thread.currentThread().getId(), new InferenceSession(graph));
    assertThat(error(graph, input)).isGreaterThan(0.1);
  }

  @Test
  void aGraphOfOursIsRightAtEveryCall() {
    SameDiff graph = residualChain(Graphs.create());
    for (int call = 1; call <= 3; call++) {
      assertThat(error(graph, input)).as("call " + call).isLessThan(TOLERANCE);
    }
  }

  @Test
  void aLoadedGraphIsRightAtEveryCall() throws IOException {
    Path file = folder.resolve("graph.fb");
    residualChain(Graphs.create()).save(file.toFile(), true);
    SameDiff graph = Graphs.load(file);
    for (int call = 1; call <= 3; call++) {
      assertThat(error(graph, input)).as("call " + call).isLessThan(TOLERANCE);
    }
  }

  @Test
  void aGraphMadeElsewhereIsMadeSafe() {
    SameDiff graph = Graphs.safe(residualChain(SameDiff.create()));
    for (int call = 1; call <= 3; call++) {
      assertThat(error(graph, input)).as("call " + call).isLessThan(TOLERANCE);
    }
  }

  @Test
  void anotherThreadAndAnotherBatchSizeAreRight() throws InterruptedException {
    SameDiff graph = residualChain(Graphs.create());
    double[] errors = new double[3];
    Thread thread = new Thread(() -> errors[0] = error(graph, input));
    thread.start();
    thread.join();
    errors[1] = error(graph, uniform(2, 5, 6, 8));
    errors[2] = error(graph, input);
    for (double error : errors) {
      assertThat(error).isLessThan(TOLERANCE);
    }
  }

  /** NaN in the input leaves NaN in every pooled buffer; none may show in the next result. */
  @Test
  void nothingLeftInThePoolIsRead() {
    SameDiff graph = residualChain(Graphs.create());
    INDArray poison = Nd4j.valueArrayOf(new long[] {2, 6, 8}, Double.NaN, DataType.FLOAT);
    for (int call = 1; call <= 3; call++) {
      INDArray poisoned = graph.output(Map.of("x", poison), "out").get("out");
      assertThat(poisoned.isNaN().all()).isTrue();
      assertThat(error(graph, input)).as("call " + call).isLessThan(TOLERANCE);
    }
  }

  @Test
  void gradientsSurviveAPoisonedPool() {
    SameDiff graph = residualChain(Graphs.create());
    graph.math.square(graph.getVariable("out")).sum().rename("loss");
    graph.setLossVariables("loss");
    Map<String, INDArray> good = Map.of("x", input);
    INDArray before = graph.calculateGradients(good, List.of("w0")).get("w0").dup();
    INDArray poison = Nd4j.valueArrayOf(new long[] {2, 6, 8}, Double.NaN, DataType.FLOAT);
    graph.calculateGradients(Map.of("x", poison), List.of("w0"));
    INDArray after = graph.calculateGradients(good, List.of("w0")).get("w0");
    assertThat(before.equalsWithEps(after, 1e-6)).isTrue();
    assertThat(before.amaxNumber().doubleValue()).isGreaterThan(0.1);
  }

  /** The caller keeps an output while the session runs on; it must not be pooled. */
  @Test
  void outputsOfEarlierCallsKeepTheirValues() {
    SameDiff graph = residualChain(Graphs.create());
    INDArray first = graph.output(Map.of("x", input), "out").get("out");
    INDArray values = first.dup();
    graph.output(Map.of("x", uniform(3, 2, 6, 8)), "out");
    assertThat(first).isEqualTo(values);
  }

  @Test
  void parametersAreTheGraphsOwnArrays() {
    SameDiff graph = residualChain(Graphs.create());
    assertThat(Graphs.parameters(graph)).containsOnlyKeys("w0", "b0", "w1", "b1", "w2", "b2");
    Graphs.parameters(graph).values().forEach(array -> array.assign(0));
    INDArray out = graph.output(Map.of("x", input), "out").get("out");
    assertThat(out.equalsWithEps(input, 1e-7)).isTrue();
  }

  @Test
  void aSessionGoesFromThreadToThread() throws InterruptedException {
    SameDiff graph = residualChain(Graphs.create());
    INDArray expected = graph.output(Map.of("x", input), "out").get("out");
    List<INDArray> actual = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Thread thread =
          new Thread(
              () -> {
                Graphs.handOver(graph);
                actual.add(graph.output(Map.of("x", input), "out").get("out"));
              });
      thread.start();
      thread.join();
    }
    assertThat(graph.getSessions()).hasSize(1);
    assertThat(actual).containsExactly(expected, expected, expected);
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("none.fb");
    assertThatThrownBy(() -> Graphs.load(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.fb")
        .hasMessageContaining("no such file");
    assertThat(Files.exists(file)).isFalse();
  }

  /** h + linear(h), three times, through reshapes: the smallest chain that the trap breaks. */
  private static SameDiff residualChain(SameDiff graph) {
    SDVariable h = graph.placeHolder("x", DataType.FLOAT, -1, 6, 8);
    for (int i = 0; i < LAYERS; i++) {
      SDVariable w = graph.var("w" + i, weight(i));
      SDVariable b = graph.var("b" + i, bias(i));
      SDVariable rows = h.reshape((long) -1, 8);
      h = h.add(graph.nn.linear(rows, w, b).reshape(-1, 6, 8));
    }
    h.rename("out");
    return graph;
  }

  private static double error(SameDiff graph, INDArray input) {
    INDArray expected = input.reshape((long) -1, 8);
    for (int i = 0; i < LAYERS; i++) {
      expected = expected.add(expected.mmul(weight(i)).addRowVector(bias(i)));
    }
    INDArray out = graph.output(Map.of("x", input), "out").get("out");
    // dup('c'): an output may be flagged 'f' with the strides of 'c'.
    return out.dup('c').reshape((long) -1, 8).sub(expected).amaxNumber().doubleValue();
  }

  private static INDArray weight(int layer) {
    return uniform(10 + layer, 8, 8);
  }

  private static INDArray bias(int layer) {
    return uniform(20 + layer, 8);
  }

  /** In [-0.5, 0.5). */
  private static INDArray uniform(int seed, long... shape) {
    return Initializer.fanInUniform(4).create(DataType.FLOAT, seed, shape);
  }

  @Test
  void closingFreesAllButWhatTheCallerWasGiven() {
    SameDiff graph = Graphs.create();
    SDVariable x = graph.placeHolder("x", DataType.FLOAT, 2, 3);
    SDVariable w = graph.var("w", Nd4j.ones(DataType.FLOAT, 3, 3));
    x.mmul(w).mul(graph.constant(Nd4j.ones(DataType.FLOAT, 2, 3))).sum().rename("y");
    graph.setLossVariables("y");
    Map<String, INDArray> inputs = Map.of("x", Nd4j.ones(DataType.FLOAT, 2, 3));
    INDArray output = graph.outputSingle(inputs, "y");
    INDArray gradient = graph.calculateGradients(inputs, "w").get("w");
    INDArray weights = w.getArr();

    Graphs.close(graph);

    assertThat(weights.wasClosed()).isTrue();
    assertThat(graph.getSessions()).isEmpty();
    assertThat(graph.getFunction(Graphs.GRADIENTS).getSessions()).isEmpty();
    assertThat(output.getDouble(0)).isEqualTo(18);
    assertThat(gradient).isEqualTo(Nd4j.ones(DataType.FLOAT, 3, 3).mul(2));
  }
}
