package org.mast4j.samediff.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.InferenceFactory;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** With two engines on the class path, see {@link FakeEngine}. */
class EnginesTest {
  private final InferenceFactory before = SameDiff.getInferenceFactory();
  private final FakeEngine fast = (FakeEngine) Engines.all().get(0);
  private final FakeEngine slow = (FakeEngine) Engines.all().get(1);

  @BeforeEach
  void bind() {
    Engines.bind();
  }

  @AfterEach
  void restore() {
    System.clearProperty(Engines.SWITCH);
    fast.obstruct(Optional.empty());
    slow.obstruct(Optional.empty());
    SameDiff.bindInferenceFactory(before);
  }

  /** A graph that has run. */
  private static SameDiff graph() {
    SameDiff graph = SameDiff.create();
    graph.var("x", Nd4j.ones(DataType.FLOAT, 2)).sum().rename("y");
    assertThat(graph.output(Map.of(), "y").get("y").getDouble(0)).isEqualTo(2);
    return graph;
  }

  @Test
  void theOneOfTheHighestPriorityRunsGraphs() {
    SameDiff graph = graph();
    assertThat(Engines.name()).hasValue("Fast");
    assertThat(Engines.obstacle()).isEmpty();
    assertThat(fast.status(graph)).isEqualTo(FakeEngine.RUN);
    assertThat(slow.status(graph)).isEqualTo(Status.NONE);
    assertThat(Engines.status(graph)).isEqualTo(FakeEngine.RUN);
    Engines.release(graph);
    assertThat(Engines.status(graph)).isEqualTo(Status.NONE);
  }

  @Test
  void oneWithAnObstacleLeavesGraphsToTheNext() {
    fast.obstruct(Optional.of("no GPU; use another machine"));
    SameDiff graph = graph();
    assertThat(Engines.name()).hasValue("Slow");
    assertThat(Engines.obstacle()).isEmpty();
    assertThat(fast.status(graph)).isEqualTo(Status.NONE);
    assertThat(slow.status(graph)).isEqualTo(FakeEngine.RUN);
  }

  @Test
  void whereAllHaveObstaclesNd4jRunsGraphsAndTheFirstOnesIsTold() {
    fast.obstruct(Optional.of("no GPU; use another machine"));
    slow.obstruct(Optional.of("no library; install it"));
    assertThat(Engines.status(graph())).isEqualTo(Status.NONE);
    assertThat(Engines.name()).hasValue("Fast");
    assertThat(Engines.obstacle()).hasValue("no GPU; use another machine");
  }

  @Test
  void thePropertyLeavesGraphsToNd4jAlsoOnceBound() {
    System.setProperty(Engines.SWITCH, Engines.NONE);
    assertThat(Engines.status(graph())).isEqualTo(Status.NONE);
    assertThat(Engines.obstacle()).hasValue("refused by -Dorg.mast4j.engine=none");
  }

  @Test
  void modesEndWithTheirAction() {
    assertThat(Engines.lending(() -> Engines.unplanned(Engines::isLending))).isTrue();
    assertThat(Engines.lending(Engines::isUnplanned)).isFalse();
    assertThat(Engines.isLending()).isFalse();
    assertThat(Engines.isUnplanned()).isFalse();
  }

  @Test
  void aPrecisionIsAskedOfAllGraphsAndTheActiveEngineSaysWhatStandsAgainstIt() {
    assertThat(Engines.precision()).isEqualTo(Precision.FLOAT32);
    try {
      Engines.precision(Precision.BFLOAT16);
      assertThat(Engines.precision()).isEqualTo(Precision.BFLOAT16);
      assertThat(Engines.obstacle(Precision.BFLOAT16)).hasValue("it knows no precision");
      fast.obstruct(Optional.of("no GPU; use another machine"));
      slow.obstruct(Optional.of("no library; install it"));
      assertThat(Engines.obstacle(Precision.BFLOAT16)).hasValue("no GPU; use another machine");
    } finally {
      Engines.precision(Precision.FLOAT32);
    }
  }

  @Test
  void gradientsKeepTheForwardPassUnlessAskedOtherwise() {
    assertThat(Engines.isRecomputing()).isFalse();
    try {
      Engines.recompute(true);
      assertThat(Engines.isRecomputing()).isTrue();
    } finally {
      Engines.recompute(false);
    }
  }

  @Test
  void aKeyThatIsNoPrecisionIsAnsweredByThoseThatThereAre() {
    assertThat(Precision.of("bf16")).isEqualTo(Precision.BFLOAT16);
    assertThatThrownBy(() -> Precision.of("fp8"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no precision fp8; there are f32, bf16, int8");
  }
}
