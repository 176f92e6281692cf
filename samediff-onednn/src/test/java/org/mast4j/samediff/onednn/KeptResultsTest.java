package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.samediff.onednn.Comparison.assertClose;
import static org.mast4j.samediff.onednn.Comparison.assertPlanned;
import static org.mast4j.samediff.onednn.Comparison.random;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.onednn.internal.plan.Plan;
import org.mast4j.samediff.onednn.internal.step.Step;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.mast.MastVariants;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What is made of small weights alone is made again when, and only when, one of them changes. */
class KeptResultsTest {
  private static final double TOLERANCE = 1e-5;

  private final SameDiff graph = SameDiff.create();
  private final SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, 6);

  @BeforeAll
  static void install() {
    Engines.bind();
  }

  private INDArray output(long seed) {
    Map<String, INDArray> inputs = Map.of("x", random(seed, 2, 6));
    Map<String, INDArray> expected = Engines.unplanned(() -> graph.output(inputs, "out"));
    Map<String, INDArray> actual = graph.output(inputs, "out");
    assertClose(actual, expected, TOLERANCE);
    assertPlanned(graph);
    return actual.get("out");
  }

  private static Plan plan(SameDiff graph) {
    List<Plan> plans = PlannedSession.plansOf(graph).orElseThrow().plans();
    assertThat(plans).hasSize(1);
    return plans.get(0);
  }

  private static List<String> kept(SameDiff graph) {
    List<Step> steps = new ArrayList<>(plan(graph).steps());
    steps.removeAll(plan(graph).repeatedSteps());
    return steps.stream().map(Step::name).toList();
  }

  /** {@code x (pick table)^T}, with rows of a table that a constant matrix picks. */
  private void picksRows() {
    INDArray pick = Nd4j.createFromArray(new float[][] {{0, 1, 0}, {1, 0, 0}, {0, 1, 0}});
    SDVariable rows = graph.mmul(graph.constant("pick", pick), graph.var("table", random(1, 3, 6)));
    graph.mmul(x, rows, false, true, false).rename("out");
  }

  /** A sum of products is written over what it adds to, but not over what is kept. */
  @Test
  void whatIsAddedToIsKeptToo() {
    SDVariable added = graph.math.tanh(graph.var("added", random(1, 160, 6)));
    SDVariable before = graph.mmul(added, x, false, true, false);
    SDVariable sum = graph.var("a", random(2, 160, 3)).mmul(graph.var("b", random(3, 3, 6)));
    graph.mmul(sum.add(added), x, false, true, false).mul(before).rename("out");
    for (int call = 1; call <= 3; call++) {
      output(call);
    }
    assertThat(kept(graph)).containsExactly("tanh", "matmul");
  }

  @Test
  void aProductOfWeightsIsMadeOnce() {
    picksRows();
    output(1);
    output(2);
    assertThat(kept(graph)).containsExactly("matmul");
    assertThat(plan(graph).repeatedSteps()).extracting(Step::name).containsExactly("matmul");
  }

  @Test
  void everyWayToChangeAWeightIsSeen() {
    picksRows();
    SDVariable table = graph.getVariable("table");
    SDVariable pick = graph.getVariable("pick");
    List<Runnable> changes =
        List.of(
            () -> table.getArr().putScalar(1, 5, 7), // one element
            () -> table.getArr().addi(1),
            () -> table.setArray(random(5, 3, 6)),
            () -> table.getArr().muli(2), // of the new array
            () -> table.getArr().assign(Float.NaN),
            () -> table.getArr().assign(random(6, 3, 6)),
            () -> pick.getArr().putScalar(2, 0, 3), // a constant
            () -> pick.setArray(random(7, 3, 3)),
            () -> graph.associateArrayWithVariable(random(8, 3, 6), table));
    INDArray before = output(1);
    for (Runnable change : changes) {
      change.run();
      assertThat(
              Engines.unplanned(() -> graph.output(Map.of("x", random(1, 2, 6)), "out")).get("out"))
          .isNotEqualTo(before);
      before = graph.output(Map.of("x", random(1, 2, 6)), "out").get("out").dup();
      if (!Float.isNaN(before.getFloat(0))) {
        assertThat(output(1)).isEqualTo(before);
      }
    }
  }

  /** Several results, of weights in common, used far apart and beside other memory. */
  @Test
  void anyChangesBetweenAnyCallsAreSeen() {
    Map<String, SDVariable> weights = new HashMap<>();
    for (String name : List.of("a", "b", "c", "d")) {
      weights.put(name, graph.var(name, random(name.hashCode(), 6, 6).mul(0.3)));
    }
    SDVariable ab = graph.mmul(weights.get("a"), weights.get("b"));
    SDVariable bc = graph.concat(0, weights.get("b").mul(weights.get("c")), ab);
    SDVariable padded =
        graph.nn.pad(ab, graph.constant(Nd4j.createFromArray(new int[][] {{0, 0}, {2, 4}})), 0);
    SDVariable y = x;
    for (int i = 0; i < 3; i++) {
      SDVariable wide = graph.mmul(graph.math.tanh(graph.mmul(y, padded)), bc); // [2, 12] [12, 6]
      y = graph.mmul(wide, ab).add(weights.get("d").sum()).add(y);
    }
    y.rename("out");
    Random random = new Random(3);
    List<SDVariable> all = List.copyOf(weights.values());
    for (int call = 0; call < 40; call++) {
      if (random.nextBoolean()) {
        INDArray weight = all.get(random.nextInt(all.size())).getArr();
        weight.putScalar(random.nextInt(36), random.nextFloat() - 0.5f);
      }
      output(call);
    }
    assertThat(kept(graph)).contains("matmul", "multiply", "zero", "copy", "reduce");
  }

  @Test
  void eachPlanOfAGraphKeepsItsOwn() {
    picksRows();
    for (int clips : new int[] {2, 3, 2, 2, 3, 3}) {
      Map<String, INDArray> inputs = Map.of("x", random(clips, clips, 6));
      Map<String, INDArray> expected = Engines.unplanned(() -> graph.output(inputs, "out"));
      assertClose(graph.output(inputs, "out"), expected, TOLERANCE);
      graph.getVariable("table").getArr().addi(0.5);
    }
  }

  /** The borrower of an output may change it. */
  @Test
  void anOutputIsNotKept() {
    picksRows();
    graph.getVariable("out").add(0.0);
    SDVariable twice = graph.mmul(graph.getVariable("pick"), graph.getVariable("table"));
    twice.rename("rows");
    Map<String, INDArray> inputs = Map.of("x", random(1, 2, 6));
    Map<String, INDArray> expected = Engines.unplanned(() -> graph.output(inputs, "out", "rows"));
    for (int call = 0; call < 3; call++) {
      Map<String, INDArray> lent = Engines.lending(() -> graph.output(inputs, "out", "rows"));
      assertClose(lent, expected, TOLERANCE);
      lent.get("rows").assign(9);
    }
  }

  @Test
  void whatLargeWeightsMakeIsMadeAtEachCall() {
    SDVariable large = graph.var("large", random(1, 6, 1 << 18)); // 6 MB
    graph.mmul(x, graph.math.tanh(large)).rename("out");
    output(1);
    output(2);
    assertThat(kept(graph)).isEmpty();
  }

  /** It changes by its weights alone, if at all. */
  @Test
  void ofAGraphWithoutInputsNothingIsKept() {
    SameDiff alone = SameDiff.create();
    alone.math.tanh(alone.var("w", random(1, 3, 3))).rename("out");
    alone.output(Map.of(), "out");
    assertThat(kept(alone)).isEmpty();
  }

  @Test
  void besideGradientsNothingIsKept() {
    picksRows();
    graph.getVariable("out").sum().rename("loss");
    graph.setLossVariables("loss");
    graph.calculateGradients(Map.of("x", random(1, 2, 6)), "table");
    assertThat(kept(graph.getFunction("grad"))).isEmpty();
  }

  /** The relative position's: of the products on tables none is left, of 5 a block. */
  @Test
  void mastsProductsOfTablesAreMadeOnce() {
    try (EncoderGraph mast = EncoderGraph.encoder(MastVariants.nano(), 1)) {
      Map<String, INDArray> inputs =
          Map.of(
              "patches",
              random(1, 2, mast.config().grid().size(), mast.config().grid().patchSize()));
      Map<String, INDArray> first = mast.graph().output(inputs, "pooled");
      assertThat(mast.graph().output(inputs, "pooled")).isEqualTo(first);
      int blocks = 3;
      assertThat(kept(mast.graph())).filteredOn("matmul"::equals).hasSize(4 * blocks);
      mast.parameters().get("stages/2/blocks/0/attn/rel_pos_w").muli(1.5);
      Map<String, INDArray> expected =
          Engines.unplanned(() -> mast.graph().output(inputs, "pooled"));
      assertClose(mast.graph().output(inputs, "pooled"), expected, TOLERANCE);
      assertThat(expected).isNotEqualTo(first);
    }
  }
}
