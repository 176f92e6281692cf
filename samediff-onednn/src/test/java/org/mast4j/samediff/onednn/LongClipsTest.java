package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.samediff.onednn.Comparison.assertSame;
import static org.mast4j.samediff.onednn.Comparison.batch;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.samediff.onednn.internal.plan.Plan;
import org.mast4j.samediff.onednn.internal.step.Step;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.ast.AstConfig;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.mast.MastVariants;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Clips so long that what grows with the square of their length would fill the memory. */
class LongClipsTest {
  private static final int CLASSES = 3;

  /** Frames of which MAST's first attention makes its bias block by block. */
  private static final int FRAMES = 3_600;

  private static final int WIDTH = 128;

  private static PatchGrid grid(EncoderConfig config, int frames) {
    return PatchGrid.of(config.grid().mels(), frames);
  }

  private static Map<String, INDArray> inputs(EncoderConfig config) {
    return batch(1, config.grid().size(), config.grid().patchSize(), CLASSES);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void blocksOfABiasAreTheStockSessions(boolean classToken) {
    EncoderConfig config =
        MastVariants.nano()
            .withStages(List.of(1, 1), 32, 1)
            .withClassToken(classToken)
            .withGrid(grid(MastVariants.nano(), FRAMES));
    try (EncoderGraph graph = Comparison.classifier(config, CLASSES)) {
      Map<String, INDArray> inputs = inputs(config);
      assertThat(plan(graph, inputs).steps())
          .extracting(Step::name)
          .contains("relative attention")
          .doesNotContain("softmax");
      assertSame(graph.graph(), inputs, 1e-4, "logits");
      // Another table is seen.
      graph.parameters().forEach((name, array) -> array.muli(name.contains("rel_pos") ? 2 : 1));
      assertSame(graph.graph(), inputs, 1e-4, "logits");
    }
  }

  static Stream<EncoderConfig> models() {
    return Stream.of(
        AstVariants.nano(), MastVariants.nano(), MastVariants.nano().withClassToken(true));
  }

  @ParameterizedTest
  @MethodSource("models")
  void memoryGrowsWithTheLengthNotItsSquare(EncoderConfig config) {
    long shorter = bytes(config.withGrid(grid(config, FRAMES)));
    long longer = bytes(config.withGrid(grid(config, 4 * FRAMES)));
    assertThat((double) longer / shorter).isLessThan(4.5);
  }

  private static long bytes(EncoderConfig config) {
    try (EncoderGraph graph = EncoderGraph.classifier(config, CLASSES, 1)) {
      Plan plan = plan(graph, inputs(config));
      try {
        return plan.bytes();
      } finally {
        plan.close();
      }
    }
  }

  private static Plan plan(EncoderGraph graph, Map<String, INDArray> inputs) {
    PlanCache.Request request = PlanCache.Request.of(List.of(EncoderGraph.LOGITS), inputs);
    return new PlanCache().take(graph.graph(), request, () -> inputs).orElseThrow().plan();
  }

  /** An MLP some rows at a time, attention over its queries. */
  @Test
  void whatHasNoMemoryOfItsOwnIsTheStockSessions() {
    AstConfig config = AstVariants.nano().withWidth(WIDTH, 4);
    try (EncoderGraph graph = Comparison.classifier(config, CLASSES)) {
      assertSame(graph.graph(), inputs(config, 60_000), 1e-4, "logits");
    }
  }

  /**
   * A result as large as is written over queries: not here, where they are keys and values, too.
   */
  @Test
  void queriesThatAreReadAsKeysStay() {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.FLOAT, 64, 512, 128);
    SDVariable q = graph.math.tanh(x);
    SDVariable scores = graph.mmul(q, q, false, true, false).mul(0.1);
    graph.mmul(graph.nn.softmax(scores, 2), q).rename("y");
    assertSame(graph, Map.of("x", Comparison.random(1, 64, 512, 128)), 1e-4, "y");
  }

  @Test
  void memoryIsThatOfQueriesKeysValuesAndResiduals() {
    AstConfig config = AstVariants.nano().withWidth(WIDTH, 4);
    int tokens = 240_000;
    try (EncoderGraph graph = EncoderGraph.classifier(config, CLASSES, 1)) {
      Plan plan = plan(graph, inputs(config, tokens));
      try {
        double bytes = (double) tokens * WIDTH * Float.BYTES;
        // What an attention, or a norm, makes would make it 5, an MLP's hidden layer 6.
        assertThat(plan.bytes() / bytes).isBetween(4.0, 4.5);
      } finally {
        plan.close();
      }
    }
  }

  /** Clips of so many tokens. */
  private static Map<String, INDArray> inputs(AstConfig config, int tokens) {
    int patches = config.grid().size();
    int clips = tokens / (patches + config.leadingTokens());
    return batch(clips, patches, config.grid().patchSize(), CLASSES);
  }

  /** Short clips keep what they make of the tables. */
  @Test
  void ofShortClipsTheBiasIsKept() {
    EncoderConfig config = MastVariants.nano();
    try (EncoderGraph graph = EncoderGraph.classifier(config, CLASSES, 1)) {
      assertThat(plan(graph, inputs(config)).steps())
          .extracting(Step::name)
          .doesNotContain("relative attention");
    }
  }
}
