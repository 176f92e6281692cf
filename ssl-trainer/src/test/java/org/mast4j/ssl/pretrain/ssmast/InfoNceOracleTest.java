package org.mast4j.ssl.pretrain.ssmast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mast4j.testkit.zoo.Oracle;
import org.mast4j.zoo.graph.Graphs;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Against torch's cross entropy both ways; oracle/make_infonce.py. */
class InfoNceOracleTest {
  private static final int BATCH = 6;
  private static final int WIDTH = 5;
  private static final double TEMPERATURE = 0.07;
  private static final double TOLERANCE = 1e-5;

  @Test
  void lossAndGradientAreTorchs() {
    Weights oracle = Oracle.tensors("infonce.safetensors");
    assertTorchs(oracle, graph(oracle.get("student"), oracle.get("teacher"), BATCH));
  }

  @Test
  void withAQueueLossAndGradientAreThoseOfMoCo() {
    Weights oracle = Oracle.tensors("infonce-queue.safetensors");
    SameDiff graph = Graphs.create();
    SDVariable queries = graph.var("student", oracle.get("student"));
    SDVariable keys = graph.constant("teacher", oracle.get("teacher"));
    SDVariable queue = graph.constant("queue", oracle.get("queue"));
    new ContrastiveLoss(BATCH, WIDTH, TEMPERATURE)
        .againstQueue(queries, keys, queue)
        .rename("loss");
    graph.setLossVariables("loss");
    assertTorchs(oracle, graph);
  }

  private static void assertTorchs(Weights oracle, SameDiff graph) {
    double loss = graph.output(Map.of(), "loss").get("loss").getDouble(0);
    assertThat(loss).isCloseTo(oracle.get("loss").getDouble(0), within(TOLERANCE));
    INDArray gradient = graph.calculateGradients(Map.of(), List.of("student")).get("student");
    assertThat(gradient.sub(oracle.get("gradient")).amaxNumber().doubleValue())
        .isLessThan(TOLERANCE);
  }

  /** When all keys are the same, every row's loss is ln B. */
  @Test
  void collapsedKeysGiveTheLossOfChance() {
    INDArray same = Nd4j.zeros(2 * BATCH, WIDTH);
    same.putColumn(0, Nd4j.ones(2 * BATCH));
    SameDiff graph = graph(same, same, BATCH);
    assertThat(graph.output(Map.of(), "loss").get("loss").getDouble(0))
        .isCloseTo(2 * Math.log(BATCH), within(TOLERANCE));
  }

  @Test
  void theOtherViewOfTheSameClipIsThePositive() {
    INDArray views = Nd4j.vstack(Nd4j.eye(3), Nd4j.eye(3));
    SameDiff graph = graph(views, views, 3);
    assertThat(graph.output(Map.of(), "loss").get("loss").getDouble(0)).isLessThan(1e-4);
  }

  private static SameDiff graph(INDArray student, INDArray teacher, int batch) {
    SameDiff graph = Graphs.create();
    SDVariable queries = graph.var("student", student);
    SDVariable keys = graph.constant("teacher", teacher);
    int width = (int) student.size(1);
    new ContrastiveLoss(batch, width, TEMPERATURE).inBatch(queries, keys).rename("loss");
    graph.setLossVariables("loss");
    return graph;
  }
}
