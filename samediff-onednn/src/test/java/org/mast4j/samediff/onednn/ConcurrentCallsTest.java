package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.mast4j.samediff.onednn.Comparison.assertPlanned;
import static org.mast4j.samediff.onednn.Comparison.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mast4j.samediff.engine.DirectCalls;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.engine.OpenMpThreads;
import org.mast4j.samediff.engine.Precision;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.mast.MastVariants;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Several threads call one graph at once, and each gets, bit for bit, what it would get alone. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConcurrentCallsTest {
  private static final int THREADS = 4;
  private static final int CALLS = 50;
  private static final int CLASSES = 5;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  @BeforeAll
  static void install() {
    Engines.bind();
  }

  @AfterEach
  void shutDown() {
    threads.shutdownNow();
    Engines.precision(Precision.FLOAT32);
  }

  private static EncoderGraph mast() {
    return EncoderGraph.classifier(MastVariants.nano(), CLASSES, 1);
  }

  private static List<INDArray> inputs(EncoderGraph graph) {
    long patches = graph.config().grid().size();
    long size = graph.config().grid().patchSize();
    return IntStream.range(0, THREADS).mapToObj(i -> random(i, 1, patches, size)).toList();
  }

  private static List<INDArray> alone(EncoderGraph graph, List<INDArray> inputs) {
    return inputs.stream().map(graph::logits).toList();
  }

  /** Runs a task for each thread, all at once. */
  private void atOnce(Callable<?>... tasks) throws Exception {
    List<Future<?>> running = new ArrayList<>();
    for (Callable<?> task : tasks) {
      running.add(threads.submit(task));
    }
    for (Future<?> task : running) {
      task.get();
    }
  }

  private void assertTheSameAtOnce(EncoderGraph graph, List<INDArray> inputs) throws Exception {
    List<INDArray> expected = alone(graph, inputs);
    atOnce(
        IntStream.range(0, THREADS)
            .mapToObj(thread -> calls(graph, inputs, expected, thread))
            .toArray(Callable<?>[]::new));
    assertPlanned(graph.graph());
  }

  private static Callable<Boolean> calls(
      EncoderGraph graph, List<INDArray> inputs, List<INDArray> expected, int thread) {
    return () -> {
      for (int call = 0; call < CALLS; call++) {
        int clip = (thread + call) % inputs.size();
        try (INDArray logits = graph.logits(inputs.get(clip))) {
          assertThat(logits).isEqualTo(expected.get(clip));
        }
      }
      return true;
    };
  }

  @Test
  void eachGetsItsOwnResult() throws Exception {
    EncoderGraph graph = mast();
    List<INDArray> inputs = inputs(graph);
    assertTheSameAtOnce(graph, inputs);
    graph.graph().getVariable("head/fc/bias").setArray(random(9, CLASSES));
    assertTheSameAtOnce(graph, inputs);
    INDArray table = // of which results are kept
        graph.parameters().entrySet().stream()
            .filter(parameter -> parameter.getKey().endsWith("rel_pos_h"))
            .findFirst()
            .orElseThrow()
            .getValue();
    table.addi(random(3, table.shape()));
    assertTheSameAtOnce(graph, inputs);
    graph.close();
  }

  @Test
  void callersAtOnceShareOneRequestAndWhatIsNotInUseIsFreed() throws Exception {
    EncoderGraph graph = EncoderGraph.classifier(AstVariants.nano(), CLASSES, 1);
    List<INDArray> inputs = inputs(graph);
    assertTheSameAtOnce(graph, inputs);
    assertThat(Engines.status(graph.graph()).plans()).isOne();
    PlanCache plans = PlannedSession.plansOf(graph.graph()).orElseThrow();
    long one = plans.plans().get(0).bytes();
    assertThat(plans.bytes()).isBetween(one, THREADS * one).isEqualTo(plans.bytes() / one * one);
    Engines.release(graph.graph());
    assertThat(plans.bytes()).isZero();
  }

  @Test
  void weightsInBfloat16AreShared() throws Exception {
    assumeTrue(Engines.obstacle(Precision.BFLOAT16).isEmpty(), "no bfloat16 here");
    Engines.precision(Precision.BFLOAT16);
    EncoderGraph graph = mast();
    List<INDArray> inputs = inputs(graph);
    assertTheSameAtOnce(graph, inputs);
    graph.parameters().values().forEach(weights -> weights.muli(1.5));
    assertTheSameAtOnce(graph, inputs);
  }

  @Test
  void directCallsToo() throws Exception {
    EncoderGraph graph = mast();
    List<INDArray> inputs = inputs(graph);
    List<INDArray> expected = alone(graph, inputs);
    DirectCalls direct =
        Engines.directCalls(
            graph.graph(), Map.of("patches", inputs.get(0).shape()), List.of("logits"));
    Callable<Boolean> calls =
        () -> {
          for (int call = 0; call < CALLS; call++) {
            INDArray patches = inputs.get(call % inputs.size());
            INDArray logits =
                direct
                    .run(
                        arrays -> arrays.get("patches").assign(patches),
                        results -> results.get("logits").dup())
                    .orElseThrow();
            assertThat(logits).isEqualTo(expected.get(call % inputs.size()));
          }
          return true;
        };
    atOnce(calls, calls, calls, calls);
    assertThat(Engines.unplanned(() -> direct.run(arrays -> {}, results -> 1))).isEmpty();
    assertThatThrownBy(
            () ->
                direct.run(
                    arrays -> {
                      throw new IllegalStateException("nothing to fill in");
                    },
                    results -> 1))
        .hasMessage("nothing to fill in");
    assertPlanned(graph.graph());
  }

  @Test
  void plansAreFreedWhileOthersRun() throws Exception {
    EncoderGraph graph = EncoderGraph.classifier(AstVariants.nano(), CLASSES, 1);
    List<INDArray> inputs = inputs(graph);
    List<INDArray> expected = alone(graph, inputs);
    AtomicBoolean done = new AtomicBoolean();
    Callable<Boolean> releases =
        () -> {
          for (int i = 0; i < 20; i++) {
            Engines.release(graph.graph());
            Thread.sleep(5);
          }
          done.set(true);
          return true;
        };
    Callable<Boolean> calls =
        () -> {
          while (!done.get()) {
            calls(graph, inputs, expected, 0).call();
          }
          return true;
        };
    atOnce(releases, calls, calls);
    graph.close();
    assertThat(PlannedSession.plansOf(graph.graph())).isEmpty();
  }

  /** What is made of the outputs may free the graph's plans, too. */
  @Test
  void aCallThatReleasesItsGraphGoesOn() {
    EncoderGraph graph = EncoderGraph.classifier(AstVariants.nano(), CLASSES, 1);
    INDArray patches = inputs(graph).get(0);
    INDArray expected = graph.logits(patches);
    INDArray logits =
        graph.run(
            List.of("logits"),
            1,
            input -> input.assign(patches),
            results -> {
              Engines.release(graph.graph());
              return results.get("logits").dup();
            });
    assertThat(logits).isEqualTo(expected);
    assertThat(Engines.status(graph.graph()).plans()).isZero();
  }

  @Test
  void eachThreadHasItsNumberOfThreads() throws Exception {
    EncoderGraph graph = EncoderGraph.classifier(AstVariants.nano(), CLASSES, 1);
    INDArray patches = inputs(graph).get(0);
    INDArray expected = graph.logits(patches);
    int before = OpenMpThreads.ofThisThread();
    atOnce(
        () -> {
          OpenMpThreads.ofThisThread(before + 1);
          assertThat(OpenMpThreads.ofThisThread()).isEqualTo(before + 1);
          assertThat(graph.logits(patches).equalsWithEps(expected, 1e-4)).isTrue();
          return true;
        });
    assertThat(OpenMpThreads.ofThisThread()).isEqualTo(before);
    assertThat(Engines.status(graph.graph()).plans()).isEqualTo(2);
    assertThatThrownBy(() -> OpenMpThreads.ofThisThread(0))
        .hasMessage("threads is 0; expected one at least");
  }
}
