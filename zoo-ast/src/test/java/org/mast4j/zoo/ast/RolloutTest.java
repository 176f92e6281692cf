package org.mast4j.zoo.ast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.testkit.zoo.Oracle;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.ast.AstConfig.Pooling;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Against the attentions of transformers' AST; oracle/make_ast_attention.py. */
class RolloutTest {
  private static final AstConfig TINY =
      AstVariants.base()
          .withGrid(PatchGrid.of(36, 56))
          .withWidth(16, 2)
          .withLayers(2)
          .withIntermediateWidth(40);

  private final Weights stored = Oracle.tensors("ast-tiny-random.safetensors");
  private final Weights expected = Oracle.tensors("ast-attention.safetensors");
  private final INDArray patches = Oracle.patches(stored.get("io.input"), TINY.grid());

  @Test
  void theClassTokensRowsAreThoseOfTransformers() {
    EncoderGraph graph = graph(TINY);
    for (int call = 1; call <= 2; call++) {
      Oracle.assertClose(graph.attention(patches), expected.get("rollout.class_tokens"), 1e-6);
    }
  }

  @Test
  void withPooledPatchesTheirRowsCount() {
    EncoderGraph graph = graph(TINY.withPooling(Pooling.PATCHES));
    Oracle.assertClose(graph.attention(patches), expected.get("rollout.patches"), 1e-6);
  }

  @Test
  void askingForAttentionChangesNoLogits() {
    EncoderGraph graph = graph(TINY);
    INDArray before = graph.logits(patches);
    graph.attention(patches);
    assertThat(graph.logits(patches)).isEqualTo(before);
  }

  private EncoderGraph graph(AstConfig config) {
    EncoderGraph graph = EncoderGraph.classifier(config, 5, 0);
    stored.select(key -> !key.startsWith("io.")).assignTo(graph.graph());
    return graph;
  }
}
