package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.mast4j.samediff.onednn.Comparison.assertPlanned;
import static org.mast4j.samediff.onednn.Comparison.random;

import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.engine.Precision;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Weights in bfloat16 are copies, which must not outlive what they are copies of. */
class KeptWeightsTest {
  private static final int ROWS = 3;
  private static final int IN = 300;
  private static final int OUT = 200;

  /** Of the largest value. */
  private static final double TOLERANCE = 0.02;

  private final SameDiff graph = graph();
  private final SDVariable weights = graph.getVariable("w");

  private static SameDiff graph() {
    Engines.bind();
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, IN);
    SDVariable w = graph.var("w", random(1, OUT, IN));
    graph.mmul(x, w, false, true, false).rename("y");
    return graph;
  }

  @BeforeEach
  void multiplyInBfloat16() {
    assumeTrue(Engines.obstacle(Precision.BFLOAT16).isEmpty(), "no bfloat16 here");
    Engines.precision(Precision.BFLOAT16);
  }

  @AfterEach
  void multiplyInSinglePrecision() {
    Engines.precision(Precision.FLOAT32);
  }

  private INDArray output(int rows) {
    INDArray y = graph.output(Map.of("x", random(7, rows, IN)), "y").get("y");
    assertPlanned(graph);
    return y;
  }

  private boolean isUpToDate() {
    INDArray expected = random(7, ROWS, IN).mmul(weights.getArr().transpose());
    double error = output(ROWS).sub(expected).amaxNumber().doubleValue();
    return error < TOLERANCE * expected.amaxNumber().doubleValue();
  }

  private void assertSeenAtOnce(Consumer<INDArray> change) {
    assertSeenAtOnce(5, change);
  }

  private void assertSeenAtOnce(int times, Consumer<INDArray> change) {
    assertThat(isUpToDate()).isTrue();
    for (int i = 0; i < times; i++) {
      change.accept(weights.getArr());
      assertThat(isUpToDate()).isTrue();
    }
  }

  @Test
  void arithmeticInPlace() {
    assertSeenAtOnce(w -> w.muli(-1.5));
  }

  @Test
  void anAssignment() {
    assertSeenAtOnce(w -> w.assign(Nd4j.rand(DataType.FLOAT, OUT, IN).addi(1)));
  }

  @Test
  void anotherArray() {
    assertSeenAtOnce(w -> weights.setArray(Nd4j.rand(DataType.FLOAT, OUT, IN).subi(3)));
  }

  @Test
  void aSingleElementOfWeightsThatAreNew() {
    assertSeenAtOnce(3, w -> w.putScalar(OUT / 3, IN / 3, w.getFloat(OUT / 3, IN / 3) + 1e4));
  }

  private void rest() {
    for (int i = 0; i < 100; i++) {
      output(ROWS);
    }
  }

  @Test
  void allOfWeightsAtRest() {
    rest();
    assertSeenAtOnce(w -> w.muli(-1.5));
  }

  @Test
  void aSingleElementOfWeightsAtRestWithinSomeCalls() {
    rest();
    weights.getArr().putScalar(OUT / 3, IN / 3, 1e4);
    int calls = 0;
    while (!isUpToDate()) {
      calls++;
    }
    assertThat(calls).isLessThan(256);
  }

  @Test
  void aSingleElementOfWeightsAtRestAtOnceAfterARelease() {
    rest();
    weights.getArr().putScalar(OUT / 3, IN / 3, 1e4);
    Engines.release(graph);
    assertThat(isUpToDate()).isTrue();
  }

  @Test
  void weightsThatChangeAtEachOfManyCalls() {
    assertThat(isUpToDate()).isTrue();
    for (int i = 0; i < 100; i++) {
      weights.getArr().addi(i % 2 == 0 ? 1 : -1.1);
      assertThat(isUpToDate()).as("call " + i).isTrue();
    }
  }

  /** A copy for each number of rows would take as many times the memory. */
  @Test
  void plansShareOneCopy() {
    output(ROWS);
    PlanCache plans = PlannedSession.plansOf(graph).orElseThrow();
    long one = plans.weightBytes();
    assertThat(one).isPositive();
    output(ROWS + 1);
    assertThat(plans.plans()).hasSize(2);
    assertThat(plans.weightBytes()).isEqualTo(one);
    Engines.release(graph);
    assertThat(plans.weightBytes()).isZero();
  }
}
