package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.engine.Status;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.mast.MastVariants;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Compares planned results with the stock session's. */
final class Comparison {
  /** Values below this are rounding errors of a gradient that is 0. */
  private static final double NOISE = 1e-6;

  private Comparison() {}

  /** Requires the outputs of a planned graph to be the stock session's, at two calls. */
  static void assertSame(
      SameDiff graph, Map<String, INDArray> inputs, double tolerance, String... outputs) {
    Map<String, INDArray> expected = Engines.unplanned(() -> graph.output(inputs, outputs));
    for (int call = 0; call < 2; call++) {
      assertClose(graph.output(inputs, outputs), expected, tolerance);
    }
    assertPlanned(graph);
  }

  /** The same for gradients. */
  static void assertSameGradients(
      SameDiff graph, Map<String, INDArray> inputs, double tolerance, List<String> names) {
    Map<String, INDArray> expected =
        Engines.unplanned(() -> graph.calculateGradients(inputs, names));
    for (int call = 0; call < 2; call++) {
      assertClose(graph.calculateGradients(inputs, names), expected, tolerance);
    }
    assertPlanned(graph.getFunction("grad"));
  }

  /** The same for an output and the gradients of all variables named v..., whatever their place. */
  static void assertSameWithGradients(SameDiff graph, SDVariable out, double tolerance) {
    out.rename("out");
    assertSame(graph, Map.of(), tolerance, "out");
    long[] shape = graph.output(Map.of(), "out").get("out").shape();
    assertSameGradients(graph, Map.of(), tolerance, addLoss(graph, out, shape));
  }

  /** Makes a loss of an output of that shape, and gives the variables named v... . */
  static List<String> addLoss(SameDiff graph, SDVariable out, long... shape) {
    // Weighted, so that every element's gradient is another one.
    out.mul(graph.constant("weights", random(99, shape))).sum().rename("loss");
    graph.setLossVariables("loss");
    return graph.variables().stream()
        .map(SDVariable::name)
        .filter(name -> name.startsWith("v"))
        .toList();
  }

  /** Small encoders of each kind that plans treat in another way. */
  static Stream<EncoderConfig> smallModels() {
    return Stream.of(
        AstVariants.nano(),
        AstVariants.nano().withGrid(PatchGrid.of(128, 256)), // so long that attention is fused
        MastVariants.nano(),
        MastVariants.nano().withClassToken(true),
        MastVariants.nano().withExpandAttention(false));
  }

  static void assertPlanned(SameDiff graph) {
    Status status = Engines.status(graph);
    assertThat(status.fallbacks()).isEmpty();
    assertThat(status.plans()).isPositive();
  }

  static void assertClose(
      Map<String, INDArray> actual, Map<String, INDArray> expected, double tolerance) {
    assertThat(actual).containsOnlyKeys(expected.keySet());
    expected.forEach((name, array) -> assertClose(name, actual.get(name), array, tolerance));
  }

  private static void assertClose(
      String name, INDArray actual, INDArray expected, double tolerance) {
    assertThat(actual.shape()).as(name).isEqualTo(expected.shape());
    double scale = expected.amaxNumber().doubleValue();
    double error = actual.dup('c').sub(expected.dup('c')).amaxNumber().doubleValue();
    assertThat(error)
        .as(name + Arrays.toString(expected.shape()) + ", largest value " + scale)
        .isLessThanOrEqualTo(Math.max(tolerance * scale, NOISE));
  }

  /** A graph's variable of random values. */
  static SDVariable variable(SameDiff graph, String name, long seed, long... shape) {
    return graph.var(name, random(seed, shape));
  }

  /** Sizes from 1 to 9. */
  static int[] sizes(long seed, int count) {
    return new Random(seed).ints(count, 1, 10).toArray();
  }

  /** Random values, the same for the same seed. */
  static INDArray random(long seed, long... shape) {
    Nd4j.getRandom().setSeed(seed);
    return Nd4j.randn(DataType.FLOAT, shape);
  }

  /** Patches and one-hot labels of a classifier. */
  static Map<String, INDArray> batch(int clips, int patches, int size, int classes) {
    Map<String, INDArray> inputs = new HashMap<>();
    inputs.put("patches", random(clips, clips, patches, size));
    INDArray labels = Nd4j.zeros(DataType.FLOAT, clips, classes);
    for (int i = 0; i < clips; i++) {
      labels.putScalar(i, i % classes, 1);
    }
    inputs.put("labels", labels);
    return inputs;
  }

  /**
   * A classifier with a loss, whose biases aren't 0 and gains not 1: those hide what is left out.
   */
  static EncoderGraph classifier(EncoderConfig config, int classes) {
    EncoderGraph graph = EncoderGraph.classifier(config, classes, 1);
    graph.addLoss(Activation.SOFTMAX);
    graph.parameters().values().forEach(p -> p.addi(random(p.length(), p.shape()).mul(0.02)));
    return graph;
  }
}
