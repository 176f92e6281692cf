package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.mast4j.samediff.onednn.Comparison.assertPlanned;
import static org.mast4j.samediff.onednn.Comparison.random;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.engine.Precision;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.mast.MastVariants;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Plans with products of 8-bit integers. */
class Int8Test {
  private static final int IN = 96;
  private static final int OUT = 80;

  /** An element that rounds otherwise in single than in double precision: 1 step of 127. */
  private static final double ROUNDING = 2e-3;

  @BeforeEach
  void multiplyIntegers() {
    Engines.bind();
    Optional<String> obstacle = Engines.obstacle(Precision.INT8);
    assumeTrue(obstacle.isEmpty(), () -> "no 8-bit integers: " + obstacle.orElseThrow());
    Engines.precision(Precision.INT8);
  }

  @AfterEach
  void multiplyInSinglePrecision() {
    Engines.precision(Precision.FLOAT32);
  }

  /** Each row as integers of its own steps, rounded to nearest, ties to even. */
  private static INDArray rounded(INDArray rows) {
    INDArray result = rows.castTo(DataType.DOUBLE).dup('c');
    for (int i = 0; i < rows.rows(); i++) {
      double step = result.getRow(i).amaxNumber().doubleValue() / 127;
      for (int j = 0; j < rows.columns() && step > 0; j++) {
        result.putScalar(i, j, Math.rint(result.getDouble(i, j) / step) * step);
      }
    }
    return result;
  }

  private static void assertClose(INDArray actual, INDArray expected, double tolerance) {
    double error = actual.castTo(DataType.DOUBLE).sub(expected).amaxNumber().doubleValue();
    assertThat(error).isLessThan(tolerance * expected.amaxNumber().doubleValue());
  }

  /** x w [+ bias], with weights as [in, out] or as [out, in]. */
  private static SameDiff linear(boolean outFirst, boolean bias) {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, IN);
    SDVariable w = graph.var("w", outFirst ? random(1, OUT, IN) : random(1, IN, OUT));
    SDVariable y = graph.mmul(x, w, false, outFirst, false);
    if (bias) {
      y = graph.nn.biasAdd(y, graph.var("b", random(2, OUT)), false);
    }
    y.rename("y");
    return graph;
  }

  private static INDArray output(SameDiff graph, INDArray x) {
    INDArray y = graph.output(Map.of("x", x), "y").get("y");
    assertPlanned(graph);
    return y;
  }

  private static INDArray expected(SameDiff graph, boolean outFirst, INDArray x) {
    INDArray w = graph.getVariable("w").getArr();
    INDArray columns = rounded(outFirst ? w : w.transpose());
    INDArray y = rounded(x).mmul(columns.transpose());
    return graph.hasVariable("b")
        ? y.addRowVector(graph.getVariable("b").getArr().castTo(DataType.DOUBLE))
        : y;
  }

  @ParameterizedTest
  @CsvSource({"1, true, true", "7, false, true", "40, true, false", "700, false, false"})
  void rowsAndColumnsAreRoundedEachByItsLargest(int rows, boolean outFirst, boolean bias) {
    SameDiff graph = linear(outFirst, bias);
    INDArray x = random(3, rows, IN);
    x.getRow(0).muli(1e-3); // a common scale would lose it
    assertClose(output(graph, x), expected(graph, outFirst, x), ROUNDING);
    assertClose(output(graph, x).getRow(0), expected(graph, outFirst, x).getRow(0), ROUNDING);
  }

  @Test
  void changedWeightsAreRoundedAnew() {
    SameDiff graph = linear(true, false);
    INDArray x = random(3, 5, IN);
    for (int i = 0; i < 100; i++) {
      graph.getVariable("w").getArr().muli(i % 2 == 0 ? -1.5 : 0.7);
      assertClose(output(graph, x), expected(graph, true, x), ROUNDING);
    }
    graph.getVariable("w").setArray(random(9, OUT, IN).mul(100));
    assertClose(output(graph, x), expected(graph, true, x), ROUNDING);
  }

  @Test
  void aRowOfZerosGivesTheBias() {
    SameDiff graph = linear(true, true);
    INDArray x = random(3, 4, IN);
    x.getRow(2).assign(0);
    assertThat(output(graph, x).getRow(2)).isEqualTo(graph.getVariable("b").getArr());
  }

  @Test
  void whatIsNotFiniteStaysSo() {
    SameDiff graph = linear(true, true);
    INDArray x = random(3, 3, IN);
    x.getRow(1).assign(Double.NaN); // as a layer norm leaves it
    INDArray y = output(graph, x);
    assertThat(y.getRow(1).isNaN().all()).isTrue();
    assertThat(y.getRow(0).isNaN().any()).isFalse();
    graph.getVariable("w").getArr().putScalar(5, 7, Float.NaN);
    assertThat(output(graph, x).getColumn(5).isNaN().all()).isTrue();
  }

  static List<EncoderConfig> models() {
    PatchGrid grid = PatchGrid.of(128, 126);
    return List.of(AstVariants.tiny().withGrid(grid), MastVariants.nano());
  }

  /** The largest of a row, and its angle to that of single precision. */
  @ParameterizedTest
  @MethodSource("models")
  void modelsKeepTheirLogits(EncoderConfig config) {
    int clips = 8;
    try (EncoderGraph model = EncoderGraph.classifier(config, 35, 1)) {
      PatchGrid grid = config.grid();
      INDArray patches = random(4, clips, grid.size(), grid.patchSize());
      INDArray reduced = model.logits(patches);
      assertPlanned(model.graph());
      Engines.precision(Precision.FLOAT32);
      INDArray single = model.logits(patches);
      for (int i = 0; i < clips; i++) {
        INDArray a = reduced.getRow(i);
        INDArray b = single.getRow(i);
        double cosine =
            a.mul(b).sumNumber().doubleValue()
                / (a.norm2Number().doubleValue() * b.norm2Number().doubleValue());
        assertThat(cosine).isGreaterThan(0.998);
      }
      assertThat(reduced).isNotEqualTo(single);
    }
  }

  /** Weights change with each step: they are multiplied as without integers. */
  @Test
  void gradientsAreThoseOfBfloat16() {
    SameDiff graph = linear(true, true);
    SDVariable loss = graph.getVariable("y").mul(graph.getVariable("y")).sum();
    loss.rename("loss");
    graph.setLossVariables("loss");
    Map<String, INDArray> x = Map.of("x", random(3, 64, IN));
    INDArray gradient = graph.calculateGradients(x, "w").get("w");
    Engines.precision(
        Engines.obstacle(Precision.BFLOAT16).isEmpty() ? Precision.BFLOAT16 : Precision.FLOAT32);
    assertThat(gradient).isEqualTo(graph.calculateGradients(x, "w").get("w"));
  }

  @Test
  void smallWeightsAreLeftAsTheyAre() {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, 12);
    graph.mmul(x, graph.var("w", random(1, 12, 10))).rename("y");
    INDArray values = Nd4j.createFromArray(new float[12]).reshape(1, 12);
    values.putScalar(0, 0, 1e3);
    values.putScalar(0, 1, 1); // an eighth of a step of the first one
    INDArray y = output(graph, values);
    assertClose(y, values.mmul(graph.getVariable("w").getArr()).castTo(DataType.DOUBLE), 1e-5);
  }
}
