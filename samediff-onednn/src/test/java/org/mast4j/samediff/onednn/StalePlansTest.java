package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.samediff.onednn.Comparison.assertClose;
import static org.mast4j.samediff.onednn.Comparison.assertSame;
import static org.mast4j.samediff.onednn.Comparison.assertSameGradients;
import static org.mast4j.samediff.onednn.Comparison.random;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.mast4j.samediff.engine.Engines;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.ScalarOp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.factory.Nd4j;

/** What changes a graph between two calls changes what the second one computes. */
class StalePlansTest {
  private static final double TOLERANCE = 1e-5;

  private final SameDiff graph = SameDiff.create();

  private SDVariable x() {
    return graph.var("x", random(1, 2, 6));
  }

  /** The output before the change, planned, is not that after it, which is the stock session's. */
  private void assertSeen(Runnable change) {
    INDArray before = planned();
    change.run();
    assertSame(graph, Map.of(), TOLERANCE, "out");
    assertThat(planned()).isNotEqualTo(before);
  }

  private INDArray planned() {
    INDArray out = graph.output(Map.of(), "out").get("out");
    Comparison.assertPlanned(graph);
    return out;
  }

  private DifferentialFunction producer(SDVariable variable) {
    return graph.getOps().get(graph.getVariables().get(variable.name()).getOutputOfOp()).getOp();
  }

  @Test
  void anIntegerConstantChangedBySetArray() {
    SDVariable shape = graph.constant("shape", Nd4j.createFromArray(3L, 4L));
    graph.reshape(x(), shape).rename("out");
    assertSeen(() -> shape.setArray(Nd4j.createFromArray(4L, 3L)));
  }

  @Test
  void anIntegerConstantChangedInPlace() {
    SDVariable begin = graph.constant("begin", Nd4j.createFromArray(0, 1));
    SDVariable size = graph.constant("size", Nd4j.createFromArray(2, 3));
    graph.slice(x(), begin, size).rename("out");
    assertSeen(() -> begin.getArr().putScalar(1, 2));
    assertSeen(() -> size.getArr().assign(Nd4j.createFromArray(1, 4)));
  }

  @Test
  void aConstantThatOtherConstantsAreMadeOf() {
    SDVariable before = graph.constant("before", Nd4j.createFromArray(0, 1));
    SDVariable after = graph.constant("after", Nd4j.createFromArray(0, 2));
    graph.nn.pad(x(), graph.stack(1, before, after), 0).rename("out");
    assertSeen(() -> after.setArray(Nd4j.createFromArray(1, 0)));
  }

  @Test
  void indicesThatNd4jReads() {
    SDVariable indices = graph.constant("indices", Nd4j.createFromArray(0, 1));
    graph.gather(x(), indices, 1).rename("out");
    assertSeen(() -> indices.getArr().putScalar(0, 3));
  }

  @Test
  void variablesRenamedAtEqualOpCount() {
    SDVariable x = x();
    SDVariable tanh = graph.math.tanh(x).rename("out");
    SDVariable square = graph.math.square(x).rename("other");
    assertSeen(
        () -> {
          tanh.rename("tanh");
          square.rename("out");
        });
  }

  @Test
  void parametersThatSwapNames() {
    SDVariable a = graph.var("a", random(1, 3, 3));
    SDVariable b = graph.var("b", random(2, 3, 3));
    graph.mmul(a.mul(2.0), b).rename("out");
    assertSeen(
        () -> {
          INDArray first = a.getArr().dup();
          a.setArray(b.getArr().dup());
          b.setArray(first);
        });
  }

  @Test
  void aScalarOfAnOp() {
    SDVariable out = x().mul(2.0).rename("out");
    assertSeen(() -> ((ScalarOp) producer(out)).scalar().assign(3.0));
  }

  @Test
  void anIntegerArgumentOfAnOp() {
    SDVariable out = graph.reshape(x(), 3, 4).rename("out");
    DynamicCustomOp op = (DynamicCustomOp) producer(out);
    assertSeen(() -> op.addIArgument(1));
  }

  @Test
  void anOpPutInAnothersPlace() {
    SDVariable out = graph.math.tanh(x()).rename("out");
    String name = producer(out).getOwnName();
    assertSeen(
        () -> {
          Sigmoid sigmoid = new Sigmoid();
          sigmoid.setOwnName(name);
          sigmoid.setSameDiff(graph);
          graph.getOps().get(name).setOp(sigmoid);
        });
  }

  @Test
  void anOpThatReadsAnotherVariable() {
    SDVariable out = graph.math.tanh(x()).rename("out");
    SDVariable other = graph.var("y", random(2, 2, 6));
    assertSeen(() -> graph.replaceArgFor(0, other, producer(out)));
  }

  @Test
  void aFloatConstantChangedInPlaceOrReplaced() {
    SDVariable c = graph.constant("c", random(2, 2, 6));
    x().add(c).rename("out");
    assertSeen(() -> c.getArr().putScalar(3, 7.0));
    assertSeen(() -> graph.associateArrayWithVariable(random(5, 2, 6), c));
    assertSeen(() -> c.setArray(random(6, 1, 6)));
  }

  @Test
  void anotherLoss() {
    SDVariable x = x();
    graph.math.square(x).sum().rename("first");
    graph.math.tanh(x).sum().rename("second");
    graph.setLossVariables("first");
    assertSameGradients(graph, Map.of(), TOLERANCE, List.of("x"));
    graph.setLossVariables("second");
    assertSameGradients(graph, Map.of(), TOLERANCE, List.of("x"));
  }

  @Test
  void aConstantBehindGradients() {
    SDVariable around =
        graph.constant("around", Nd4j.createFromArray(new int[][] {{0, 0}, {1, 2}}));
    SDVariable weights = graph.constant("weights", random(2, 2, 9));
    graph.nn.pad(x(), around, 0).mul(weights).sum().rename("loss");
    graph.setLossVariables("loss");
    assertSameGradients(graph, Map.of(), TOLERANCE, List.of("x"));
    around.setArray(Nd4j.createFromArray(new int[][] {{0, 0}, {2, 1}}));
    assertSameGradients(graph, Map.of(), TOLERANCE, List.of("x"));
  }

  @Test
  void aSlicesBeginBehindItsGradient() {
    SDVariable begin = graph.constant("begin", Nd4j.createFromArray(0, 1));
    SDVariable size = graph.constant("size", Nd4j.createFromArray(2, 3));
    graph.math.square(graph.slice(x(), begin, size)).sum().rename("loss");
    graph.setLossVariables("loss");
    assertSameGradients(graph, Map.of(), TOLERANCE, List.of("x"));
    begin.setArray(Nd4j.createFromArray(0, 2));
    assertSameGradients(graph, Map.of(), TOLERANCE, List.of("x"));
  }

  @Test
  void variablesMadeConstantsAndBack() {
    SDVariable w = graph.var("w", random(2, 6, 3));
    graph.mmul(x(), w).rename("out");
    graph.math.square(graph.getVariable("out")).sum().rename("loss");
    graph.setLossVariables("loss");
    assertSameGradients(graph, Map.of(), TOLERANCE, List.of("x", "w"));
    graph.convertToConstants(List.of(w));
    assertSame(graph, Map.of(), TOLERANCE, "out");
    assertSameGradients(graph, Map.of(), TOLERANCE, List.of("x"));
    graph.convertToVariables(List.of(w));
    assertSameGradients(graph, Map.of(), TOLERANCE, List.of("x", "w"));
  }

  @Test
  void variablesOfAnotherType() {
    graph.math.tanh(x()).rename("out");
    planned();
    graph.convertDataTypes(Map.of("x", DataType.DOUBLE));
    Supplier<Map<String, INDArray>> call = () -> graph.output(Map.of(), "out");
    Map<String, INDArray> now = call.get();
    assertThat(now.get("out").dataType()).isEqualTo(DataType.DOUBLE);
    assertClose(now, Engines.unplanned(call), 1e-12);
    assertThat(Engines.status(graph).fallbacks()).containsExactly("x is DOUBLE, not FLOAT");
  }

  @Test
  void placeholdersOfAnotherType() {
    graph.placeHolder("in", DataType.FLOAT, -1, 6).mul(2.0).rename("out");
    INDArray floats = random(1, 2, 6);
    assertSame(graph, Map.of("in", floats), TOLERANCE, "out");
    INDArray doubles = random(2, 2, 6).castTo(DataType.DOUBLE);
    assertSame(graph, Map.of("in", doubles), TOLERANCE, "out");
  }

  @Test
  void aGraphThatGrowsElsewhereKeepsItsPlan() {
    SDVariable x = x();
    graph.math.tanh(x).rename("out");
    planned();
    List<?> plans = PlannedSession.plansOf(graph).orElseThrow().plans();
    graph.math.square(x).rename("other");
    planned();
    assertThat(PlannedSession.plansOf(graph).orElseThrow().plans())
        .usingElementComparator((a, b) -> a == b ? 0 : 1)
        .isEqualTo(plans);
  }

  @Test
  void whatStoodAgainstAPlanMayGo() {
    SDVariable x = x();
    SDVariable refused = graph.math.tanh(graph.where(x.gt(0.0)).castTo(DataType.FLOAT));
    refused.rename("out");
    graph.output(Map.of(), "out");
    assertThat(Engines.status(graph).fallbacks()).hasSize(1);
    graph.replaceArgFor(0, x, producer(refused));
    assertSame(graph, Map.of(), TOLERANCE, "out");
  }
}
