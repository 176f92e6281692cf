package org.mast4j.zoo.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SDTransformerTest {
  @Test
  void geluIsTheExactOne() {
    double[][] x = {{1, -1, 0, 3}};
    INDArray y = run(x, (ops, in) -> ops.gelu(in));
    assertRow(y, 0, 0.8413447, -0.1586553, 0, 2.9959503);
  }

  @Test
  void gradientOfGeluIsTheExactOne() {
    SameDiff graph = Graphs.create();
    SDVariable x = graph.var("x", Nd4j.createFromArray(new double[][] {{1, -1, 0}}));
    new SDTransformer(graph).gelu(x).sum().rename("loss");
    graph.setLossVariables("loss");
    INDArray gradient = graph.calculateGradients(Map.of(), List.of("x")).get("x");
    // Phi(x) + x phi(x)
    assertRow(gradient, 0, 1.0833155, -0.0833155, 0.5);
  }

  /** Keeping the dimension of a reduction over axis -1 is silently wrong for more than one row. */
  @Test
  void layerNormNormalisesEachRow() {
    double[][] x = {{1, 3}, {10, 20}, {-4, 4}};
    INDArray y = run(x, (ops, in) -> layerNorm(ops, in, 1e-12));
    for (int row = 0; row < 3; row++) {
      assertRow(y, row, -1 * 2 + 0.5, 1 * 3 + 0.5);
    }
  }

  @Test
  void layerNormAddsEpsilonToTheVariance() {
    double[][] x = {{1, 3}}; // variance 1
    INDArray y = run(x, (ops, in) -> layerNorm(ops, in, 1.0));
    assertRow(y, 0, -2 / Math.sqrt(2) + 0.5, 3 / Math.sqrt(2) + 0.5);
  }

  @Test
  void l2NormalizeNormalisesEachRow() {
    double[][] x = {{3, 4}, {-5, 12}};
    INDArray y = run(x, (ops, in) -> ops.l2Normalize(in, 0));
    assertRow(y, 0, 0.6, 0.8);
    assertRow(y, 1, -5 / 13.0, 12 / 13.0);
  }

  @Test
  void linearHasPyTorchsWeightLayout() {
    double[][] x = {{1, 2}};
    INDArray y =
        run(
            x,
            (ops, in) -> {
              double[][] weight = {{1, 0}, {0, 1}, {10, 100}};
              double[] bias = {0.5, 0, -1};
              SameDiff graph = in.getSameDiff();
              return ops.linear(
                  in,
                  graph.constant(Nd4j.createFromArray(weight)),
                  graph.constant(Nd4j.createFromArray(bias)));
            });
    assertRow(y, 0, 1.5, 2, 209);
  }

  @Test
  void headsAreMergedAsTheyWereSplit() {
    double[][] x = {{1, 2, 3, 4}, {5, 6, 7, 8}}; // one clip of 2 tokens, 2 heads of 2 values
    Heads heads = Heads.over(4, 2);
    INDArray split = run(x, (ops, in) -> ops.splitHeads(in, 2, heads)); // [2, 2, 2]
    assertThat(split)
        .isEqualTo(Nd4j.createFromArray(new double[][][] {{{1, 2}, {5, 6}}, {{3, 4}, {7, 8}}}));
    INDArray merged = run(x, (ops, in) -> ops.mergeHeads(ops.splitHeads(in, 2, heads), 2, heads));
    assertThat(merged).isEqualTo(Nd4j.createFromArray(x));
  }

  /** The stock cross entropy's gradient is the same whatever the loss does with it. */
  @Test
  void crossEntropysGradientDependsOnWhatTheLossDoesWithIt() {
    assertThat(slope(1)).isCloseTo(1 / (1 + Math.exp(-1)) - 1, within(1e-9));
    assertThat(slope(3)).isCloseTo(3 * slope(1), within(1e-9));
  }

  /** Of the first logit, in a loss of so many times the cross entropy. */
  private static double slope(double times) {
    double[][] targets = {{1, 0}};
    return gradient(
            new double[][] {{1, 0}},
            (ops, x) -> {
              SDVariable classes = x.getSameDiff().constant(Nd4j.createFromArray(targets));
              return ops.crossEntropy(x, classes).mul(times);
            })
        .getDouble(0, 0);
  }

  @Test
  void crossEntropyOfTheFirstClassIsThatOfItsTargets() {
    double[][] logits = {{1, 0, 2}, {0, 3, 1}};
    double[][] targets = {{1, 0, 0}, {1, 0, 0}};
    BiFunction<SDTransformer, SDVariable, SDVariable> whole =
        (ops, x) -> ops.crossEntropy(x, x.getSameDiff().constant(Nd4j.createFromArray(targets)));
    BiFunction<SDTransformer, SDVariable, SDVariable> first =
        (ops, x) -> ops.crossEntropyOfFirst(x, 2);
    assertThat(run(logits, first)).isEqualTo(run(logits, whole));
    assertThat(gradient(logits, first)).isEqualTo(gradient(logits, whole));
  }

  /** A row that is picked twice has twice the gradient; the stock gather's is wrong. */
  @Test
  void pickedRowsPassTheirGradientsBack() {
    double[][] table = {{1, 2}, {3, 4}, {5, 6}};
    int[] indices = {2, 0, 2};
    INDArray picked = run(table, (ops, x) -> ops.pickRows(indices, x, 3));
    assertThat(picked).isEqualTo(Nd4j.createFromArray(new double[][] {{5, 6}, {1, 2}, {5, 6}}));
    INDArray gradient = gradient(table, (ops, x) -> ops.pickRows(indices, x, 3));
    assertThat(gradient).isEqualTo(Nd4j.createFromArray(new double[][] {{1, 1}, {0, 0}, {2, 2}}));
  }

  /** Each reduces an axis of size 1, in M2.1 an NPE. */
  @Test
  void aSingleTokenHasAMeanAndAnAttentionWithGradients() {
    double[][] x = {{1, 2}, {3, 4}};
    assertThat(gradient(x, (ops, in) -> ops.meanOfTokens(in.reshape(2, 1, 2), 1, 2)))
        .isEqualTo(Nd4j.ones(DataType.DOUBLE, 2, 2));
    BiFunction<SDTransformer, SDVariable, SDVariable> attention =
        (ops, in) -> {
          SDVariable tokens = in.reshape(2, 1, 2);
          return ops.attentionProbabilities(tokens, tokens, Optional.empty(), 1);
        };
    assertThat(run(x, attention)).isEqualTo(Nd4j.ones(DataType.DOUBLE, 2, 1, 1));
    assertThat(gradient(x, attention)).isEqualTo(Nd4j.zeros(DataType.DOUBLE, 2, 2));
  }

  /** Of the sum of what the function gives. */
  private static INDArray gradient(
      double[][] x, BiFunction<SDTransformer, SDVariable, SDVariable> function) {
    SameDiff graph = Graphs.create();
    SDVariable in = graph.var("x", Nd4j.createFromArray(x));
    function.apply(new SDTransformer(graph), in).sum().rename("loss");
    graph.setLossVariables("loss");
    return graph.calculateGradients(Map.of(), "x").get("x");
  }

  private static SDVariable layerNorm(SDTransformer ops, SDVariable x, double epsilon) {
    SameDiff graph = x.getSameDiff();
    SDVariable gain = graph.constant(Nd4j.createFromArray(2.0, 3.0));
    SDVariable bias = graph.constant(Nd4j.createFromArray(0.5, 0.5));
    return ops.layerNorm(x, gain, bias, epsilon);
  }

  private static INDArray run(
      double[][] x, BiFunction<SDTransformer, SDVariable, SDVariable> function) {
    INDArray array = Nd4j.createFromArray(x);
    SameDiff graph = Graphs.create();
    SDVariable in = graph.placeHolder("x", array.dataType(), array.shape());
    function.apply(new SDTransformer(graph), in).rename("y");
    return graph.output(Map.of("x", array), "y").get("y");
  }

  private static void assertRow(INDArray actual, int row, double... expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual.getDouble(row, i)).isCloseTo(expected[i], within(1e-6));
    }
  }
}
