package org.mast4j.zoo.mast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mast4j.zoo.PerAxis;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Graphs;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PooledAttentionTest {
  private static final TokenGrid GRID = new TokenGrid(4, 6);
  private static final int IN = 5;
  private static final PooledAttention LAYER =
      new PooledAttention(GRID, IN, 8, 2, PerAxis.square(1), PerAxis.square(1));

  private static SameDiff graph(PooledAttention layer) {
    GraphScope scope = GraphScope.root(DataType.DOUBLE, 1);
    SameDiff graph = scope.graph();
    layer.of(scope, graph.placeHolder("x", DataType.DOUBLE, -1, layer.in())).rename("y");
    return graph;
  }

  private static INDArray run(SameDiff graph, INDArray x) {
    return graph.output(Map.of("x", x), "y").get("y");
  }

  @Test
  void queriesPoolAndTheWidthIsItsOwn() {
    PooledAttention layer =
        new PooledAttention(GRID, IN, 8, 2, PerAxis.square(2), PerAxis.square(2));
    assertThat(layer.pooled()).isEqualTo(new TokenGrid(2, 3));
    SameDiff graph = graph(layer);
    assertThat(run(graph, Nd4j.rand(DataType.DOUBLE, 3 * GRID.size(), IN)).shape())
        .containsExactly(3 * 6, 8);
    assertThat(Graphs.parameters(graph).get("rel_pos_h").shape()).containsExactly(3, 4);
    Graphs.close(graph);
  }

  /**
   * By hand, in plain Java, from the same parameters: pooling of one token by itself (all but the
   * kernels' middle is 0) leaves the norm, the softmax with its tables, the sum and two products.
   */
  @Test
  void itIsTheFormula() {
    SameDiff graph = graph(LAYER);
    Map<String, INDArray> parameters = Graphs.parameters(graph);
    Nd4j.getRandom().setSeed(7);
    parameters.forEach(
        (name, value) -> value.assign(Nd4j.rand(DataType.DOUBLE, value.shape()).subi(0.5)));
    for (String name : new String[] {"q", "k", "v"}) {
      INDArray kernel = parameters.get("pool_" + name + "/weight");
      INDArray middle = Nd4j.zeros(DataType.DOUBLE, kernel.shape());
      for (int d = 0; d < 4; d++) {
        middle.putScalar(new int[] {d, 0, 1, 1}, 1);
      }
      kernel.assign(middle);
    }
    INDArray x = Nd4j.rand(DataType.DOUBLE, GRID.size(), IN);

    double[][] actual = run(graph, x).toDoubleMatrix();

    double[][] expected = byHand(x.toDoubleMatrix(), parameters);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).as("token %d", i).containsExactly(expected[i], within(1e-9));
    }
    Graphs.close(graph);
  }

  private static double[][] byHand(double[][] x, Map<String, INDArray> parameters) {
    double[][] qkv = linear(x, parameters, "qkv");
    double[][] q = normed(qkv, 0, parameters, "norm_q");
    double[][] k = normed(qkv, 8, parameters, "norm_k");
    double[][] v = normed(qkv, 16, parameters, "norm_v");
    double[][] rows = parameters.get("rel_pos_h").toDoubleMatrix();
    double[][] columns = parameters.get("rel_pos_w").toDoubleMatrix();
    double[][] out = new double[x.length][8];
    for (int head = 0; head < 2; head++) {
      int from = 4 * head;
      for (int i = 0; i < x.length; i++) {
        double[] weights = new double[x.length];
        for (int j = 0; j < x.length; j++) {
          double[] row = rows[i / 6 - j / 6 + 3];
          double[] column = columns[i % 6 - j % 6 + 5];
          double score = 0;
          for (int d = 0; d < 4; d++) {
            score += q[i][from + d] * (k[j][from + d] / 2 + row[d] + column[d]);
          }
          weights[j] = Math.exp(score);
        }
        double sum = Arrays.stream(weights).sum();
        for (int d = 0; d < 4; d++) {
          for (int j = 0; j < x.length; j++) {
            out[i][from + d] += weights[j] / sum * v[j][from + d];
          }
          out[i][from + d] += q[i][from + d];
        }
      }
    }
    return linear(out, parameters, "proj");
  }

  private static double[][] linear(double[][] x, Map<String, INDArray> parameters, String name) {
    double[][] weight = parameters.get(name + "/weight").toDoubleMatrix();
    double[] bias = parameters.get(name + "/bias").toDoubleVector();
    return Arrays.stream(x)
        .map(
            row ->
                IntStream.range(0, bias.length)
                    .mapToDouble(
                        o ->
                            bias[o]
                                + IntStream.range(0, row.length)
                                    .mapToDouble(i -> row[i] * weight[o][i])
                                    .sum())
                    .toArray())
        .toArray(double[][]::new);
  }

  /** Eight of the columns, each head's four normed. */
  private static double[][] normed(
      double[][] qkv, int from, Map<String, INDArray> parameters, String name) {
    double[] gain = parameters.get(name + "/weight").toDoubleVector();
    double[] bias = parameters.get(name + "/bias").toDoubleVector();
    double[][] normed = new double[qkv.length][8];
    for (int i = 0; i < qkv.length; i++) {
      for (int head = 0; head < 2; head++) {
        double[] values = Arrays.copyOfRange(qkv[i], from + 4 * head, from + 4 * head + 4);
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance =
            Arrays.stream(values).map(a -> (a - mean) * (a - mean)).average().orElseThrow();
        for (int d = 0; d < 4; d++) {
          normed[i][4 * head + d] =
              (values[d] - mean) / Math.sqrt(variance + 1e-6) * gain[d] + bias[d];
        }
      }
    }
    return normed;
  }

  @Test
  void aWidthThatHeadsCannotShareIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PooledAttention(GRID, IN, 9, 2, PerAxis.square(1), PerAxis.square(1)))
        .withMessageContaining("out 9");
  }
}
