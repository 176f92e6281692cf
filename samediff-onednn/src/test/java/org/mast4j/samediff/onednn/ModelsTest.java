package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.samediff.onednn.Comparison.assertClose;
import static org.mast4j.samediff.onednn.Comparison.assertSame;
import static org.mast4j.samediff.onednn.Comparison.assertSameGradients;
import static org.mast4j.samediff.onednn.Comparison.batch;
import static org.mast4j.samediff.onednn.Comparison.random;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.testkit.ResidentMemory;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.mast.MastVariants;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Whole AST and MAST against the stock session. */
class ModelsTest {
  private static final double TOLERANCE = 1e-4;
  private static final int CLASSES = 3;

  static Stream<Arguments> models() {
    EncoderConfig finalNorm = MastVariants.nano().withClassToken(true).withFinalNorm(true);
    return Stream.concat(Comparison.smallModels(), Stream.of(finalNorm))
        .flatMap(config -> Stream.of(Arguments.of(config, 1), Arguments.of(config, 3)));
  }

  private static EncoderGraph classifier(EncoderConfig config) {
    return Comparison.classifier(config, CLASSES);
  }

  private static Map<String, INDArray> inputs(EncoderConfig config, int clips) {
    return batch(clips, config.grid().size(), config.grid().patchSize(), CLASSES);
  }

  @ParameterizedTest
  @MethodSource("models")
  void outputsAreTheStockSessions(EncoderConfig config, int clips) {
    SameDiff graph = classifier(config).graph();
    assertSame(graph, inputs(config, clips), TOLERANCE, "logits", "tokens", "pooled");
    assertSame(graph, inputs(config, clips), TOLERANCE, "pooled");
  }

  @ParameterizedTest
  @MethodSource("models")
  void gradientsAreTheStockSessions(EncoderConfig config, int clips) {
    EncoderGraph graph = classifier(config);
    List<String> names = List.copyOf(graph.parameters().keySet());
    assertSameGradients(graph.graph(), inputs(config, clips), TOLERANCE, names);
    assertSameGradients(graph.graph(), inputs(config, clips), TOLERANCE, names.subList(0, 3));
  }

  @Test
  void changedWeightsAndShapesAreSeen() {
    EncoderGraph graph = classifier(MastVariants.nano());
    for (int clips : new int[] {2, 1, 2}) {
      graph.parameters().values().forEach(p -> p.muli(1.01));
      assertSame(graph.graph(), inputs(graph.config(), clips), TOLERANCE, "logits");
    }
  }

  @Test
  void aReplacedWeightIsSeen() {
    EncoderGraph graph = classifier(AstVariants.nano());
    Map<String, INDArray> inputs = inputs(graph.config(), 2);
    graph.graph().output(inputs, "logits");
    graph.graph().getVariable("head/fc/bias").setArray(random(9, CLASSES));
    assertSame(graph.graph(), inputs, TOLERANCE, "logits");
  }

  @Test
  void outputsAreTheCallersOwnUnlessLent() {
    EncoderGraph graph = classifier(AstVariants.nano());
    INDArray first = graph.logits(inputs(graph.config(), 2).get("patches"));
    INDArray values = first.dup();
    INDArray lent =
        Engines.lending(() -> graph.logits(random(77, 2, graph.config().grid().size(), 256)));
    INDArray lentValues = lent.dup();
    assertThat(first).isEqualTo(values);
    graph.logits(inputs(graph.config(), 2).get("patches"));
    assertThat(lent).isNotEqualTo(lentValues);
  }

  @Test
  void threadsShareAGraph() throws Exception {
    EncoderGraph graph = classifier(MastVariants.nano());
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Map<String, INDArray>> inputs =
          List.of(inputs(graph.config(), 1), inputs(graph.config(), 2));
      List<Map<String, INDArray>> expected =
          inputs.stream()
              .map(in -> Engines.unplanned(() -> graph.graph().output(in, "logits")))
              .toList();
      List<Future<Boolean>> results =
          inputs.stream()
              .map(
                  in ->
                      threads.submit(
                          () -> {
                            for (int i = 0; i < 5; i++) {
                              assertClose(
                                  graph.graph().output(in, "logits"),
                                  expected.get(inputs.indexOf(in)),
                                  TOLERANCE);
                            }
                            return true;
                          }))
              .toList();
      for (Future<Boolean> result : results) {
        assertThat(result.get()).isTrue();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void aDoubleGraphRunsInTheStockSession() {
    EncoderGraph graph =
        EncoderGraph.build(AstVariants.nano(), Optional.of(CLASSES), DataType.DOUBLE, 1);
    INDArray patches = inputs(graph.config(), 1).get("patches").castTo(DataType.DOUBLE);
    Map<String, INDArray> in = Map.of("patches", patches);
    INDArray expected = Engines.unplanned(() -> graph.logits(patches));
    assertClose(graph.graph().output(in, "logits"), Map.of("logits", expected), 1e-12);
  }

  @Test
  void memoryStaysFlat() throws Exception {
    EncoderGraph graph = classifier(AstVariants.nano());
    INDArray patches = inputs(graph.config(), 1).get("patches");
    List<String> names = List.copyOf(graph.parameters().keySet());
    Map<String, INDArray> inputs = inputs(graph.config(), 1);
    // 500 times the gradients are 70 MB.
    ResidentMemory.assertFlat(
        200,
        500,
        35 << 20,
        () -> {
          graph.logits(patches).close();
          Engines.lending(() -> graph.graph().calculateGradients(inputs, names));
        });
  }

  @Test
  void oldPlansAreDropped() {
    EncoderGraph graph = classifier(AstVariants.nano());
    for (int clips = 1; clips <= PlanCache.CAPACITY + 3; clips++) {
      graph.logits(inputs(graph.config(), clips).get("patches"));
    }
    assertThat(Engines.status(graph.graph()).plans()).isEqualTo(PlanCache.CAPACITY);
    Engines.release(graph.graph());
    assertThat(Engines.status(graph.graph()).plans()).isZero();
  }

  @Test
  void bothFormsOfOutputArePlanned() {
    EncoderGraph graph = classifier(AstVariants.nano());
    Map<String, INDArray> one = Map.of("patches", inputs(graph.config(), 1).get("patches"));
    Map<String, INDArray> two = Map.of("patches", inputs(graph.config(), 2).get("patches"));
    graph.graph().output(one, "logits");
    graph.graph().output(two, List.of("logits"));
    assertThat(Engines.status(graph.graph()).plans()).isEqualTo(2);
    assertThat(Engines.status(graph.graph()).fallbacks()).isEmpty();
  }

  @Test
  void closingAGraphFreesItsPlans() {
    EncoderGraph graph = classifier(AstVariants.nano());
    graph.logits(inputs(graph.config(), 1).get("patches"));
    PlanCache plans = PlannedSession.plansOf(graph.graph()).orElseThrow();
    assertThat(plans.plans()).hasSize(1);
    graph.close();
    assertThat(plans.plans()).isEmpty();
  }
}
