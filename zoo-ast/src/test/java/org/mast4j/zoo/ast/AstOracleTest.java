package org.mast4j.zoo.ast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.testkit.zoo.Oracle;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Against transformers' ASTForAudioClassification with random weights; oracle/make_ast.py. */
class AstOracleTest {
  private static final double TOLERANCE = 1e-4;

  private static final AstConfig TINY =
      AstVariants.base()
          .withGrid(PatchGrid.of(36, 56))
          .withWidth(16, 2)
          .withLayers(2)
          .withIntermediateWidth(40);

  private Weights oracle;
  private EncoderGraph model;
  private INDArray patches;

  @BeforeEach
  void load() {
    oracle = Oracle.tensors("ast-tiny-random.safetensors");
    model = EncoderGraph.classifier(TINY, 5, 0);
    oracle.select(key -> !key.startsWith("io.")).assignTo(model.graph());
    patches = Oracle.patches(oracle.get("io.input"), TINY.grid());
  }

  @Test
  void tokensAreThoseOfTransformers() {
    assertClose(model.tokens(patches), "io.tokens");
  }

  @Test
  void pooledIsThatOfTransformers() {
    assertClose(model.pooled(patches), "io.pooled");
  }

  @Test
  void logitsAreThoseOfTransformers() {
    assertClose(model.logits(patches), "io.logits");
  }

  @Test
  void aClipAloneHasTheLogitsThatItHasInABatch() {
    INDArray expected = oracle.get("io.logits");
    for (int clip = 0; clip < expected.size(0); clip++) {
      INDArray alone = model.logits(patches.slice(clip).dup().reshape(1, 15, 256));
      assertThat(alone.slice(0).sub(expected.slice(clip)).amaxNumber().doubleValue())
          .isLessThan(TOLERANCE);
    }
  }

  private void assertClose(INDArray actual, String key) {
    Oracle.assertClose(actual, oracle.get(key), TOLERANCE);
  }
}
