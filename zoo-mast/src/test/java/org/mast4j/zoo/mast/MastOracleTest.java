package org.mast4j.zoo.mast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.datavec.audio.patch.Patches;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.weights.SafeTensors;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Against timm's MultiScaleVit with random weights; oracle/make_mast.py. */
class MastOracleTest {
  private static final double TOLERANCE = 1e-4;
  private static final int CLASSES = 5;

  private static final MastConfig TINY =
      MastVariants.small().withStages(List.of(1, 2, 1), 16, 1).withGrid(PatchGrid.of(64, 96));

  @ParameterizedTest
  @CsvSource({"expand-attn, true", "expand-mlp, false"})
  void tokensAndTheirMeanAreThoseOfTimm(String file, boolean expandAttention) throws Exception {
    Weights oracle = oracle(file);
    EncoderGraph encoder = EncoderGraph.encoder(TINY.withExpandAttention(expandAttention), 0);
    weights(oracle)
        .select(key -> !key.startsWith("norm.") && !key.startsWith("head."))
        .assignTo(encoder.graph());
    INDArray patches = patches(oracle.get("io.input"));
    assertClose(encoder.tokens(patches), oracle.get("io.tokens"));
    assertClose(encoder.pooled(patches), oracle.get("io.pooled"));
  }

  @ParameterizedTest
  @CsvSource({"expand-attn, true", "expand-mlp, false"})
  void logitsAreThoseOfTimm(String file, boolean expandAttention) throws Exception {
    Weights oracle = oracle(file);
    MastConfig config = TINY.withExpandAttention(expandAttention).withFinalNorm(true);
    EncoderGraph classifier = EncoderGraph.classifier(config, CLASSES, 0);
    weights(oracle).assignTo(classifier.graph());
    INDArray patches = patches(oracle.get("io.input"));
    INDArray expected = oracle.get("io.logits");
    for (int call = 1; call <= 2; call++) {
      assertClose(classifier.logits(patches), expected);
    }
    int[] shape = {1, TINY.grid().size(), TINY.grid().patchSize()};
    INDArray alone = classifier.logits(patches.slice(1).dup().reshape(shape));
    assertClose(alone.slice(0), expected.slice(1));
  }

  private static Weights oracle(String file) throws IOException, URISyntaxException {
    String resource = "/oracle/mast-" + file + ".safetensors";
    return SafeTensors.read(
        Path.of(Objects.requireNonNull(MastOracleTest.class.getResource(resource)).toURI()));
  }

  private static Weights weights(Weights oracle) {
    return oracle.select(key -> !key.startsWith("io."));
  }

  private static void assertClose(INDArray actual, INDArray expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(TOLERANCE);
  }

  /** [B, mels, frames] to [B, N, P]. */
  private static INDArray patches(INDArray spectrograms) {
    int clips = (int) spectrograms.size(0);
    PatchGrid grid = TINY.grid();
    int perClip = grid.size() * grid.patchSize();
    float[] values = new float[clips * perClip];
    for (int clip = 0; clip < clips; clip++) {
      INDArray rows = spectrograms.slice(clip).transpose().dup('c');
      Patches.extract(Spectrogram.fromNDArray(rows), grid, values, clip * perClip);
    }
    return Nd4j.createFromArray(values).reshape(clips, grid.size(), grid.patchSize());
  }
}
