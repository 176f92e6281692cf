package org.mast4j.zoo.ast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.datavec.audio.patch.Patches;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.weights.SafeTensors;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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
  void load() throws IOException, URISyntaxException {
    oracle =
        SafeTensors.read(
            Path.of(
                Objects.requireNonNull(
                        AstOracleTest.class.getResource("/oracle/ast-tiny-random.safetensors"))
                    .toURI()));
    model = EncoderGraph.classifier(TINY, 5, 0);
    oracle.select(key -> !key.startsWith("io.")).assignTo(model.graph());
    patches = patches(oracle.get("io.input"));
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
    INDArray expected = oracle.get(key);
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(TOLERANCE);
  }

  /** [B, frames, mels] to [B, N, P]. */
  private static INDArray patches(INDArray spectrograms) {
    int clips = (int) spectrograms.size(0);
    PatchGrid grid = TINY.grid();
    float[] values = new float[clips * grid.size() * grid.patchSize()];
    for (int clip = 0; clip < clips; clip++) {
      Patches.extract(
          Spectrogram.fromNDArray(spectrograms.slice(clip)),
          grid,
          values,
          clip * grid.size() * grid.patchSize());
    }
    return Nd4j.createFromArray(values).reshape(clips, grid.size(), grid.patchSize());
  }
}
