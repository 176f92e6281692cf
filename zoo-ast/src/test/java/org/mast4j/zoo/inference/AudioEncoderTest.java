package org.mast4j.zoo.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.testkit.ResidentMemory;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.Windowing;
import org.mast4j.zoo.ast.AstConfig;
import org.mast4j.zoo.ast.AstVariants;
import org.nd4j.linalg.api.ndarray.INDArray;

class AudioEncoderTest {
  private static final Waveform SHORT = Clips.noise(Clips.RATE / 2, 1);
  private static final Waveform LONG = Clips.noise(3 * Clips.RATE, 2);

  @TempDir Path folder;

  @Test
  void aShortClipHasTheModelsEmbedding() throws IOException {
    StoredModel model = Clips.encoder();
    INDArray expected =
        BatchedOutputs.pooled(
            model.open(), List.of(new FeatureExtractor(model.frontEnd()).extract(SHORT)));
    model.write(folder.resolve("model"));
    Path file = Clips.write(SHORT, folder.resolve("clip.wav"));
    try (AudioEncoder encoder = AudioEncoder.open(folder.resolve("model"))) {
      assertThat(encoder.embed(file)).isEqualTo(expected.toFloatMatrix()[0]).hasSize(32);
      assertThat(encoder.embed(SHORT.samples(), Clips.RATE)).isEqualTo(encoder.embed(file));
      assertThat(encoder.embedFiles(List.of(file, file)).shape()).containsExactly(2, 32);
      assertThat(encoder.width()).isEqualTo(32);
    }
  }

  @Test
  void windowsOfALongClipAreAveraged() {
    StoredModel model = Clips.encoder();
    Windowing windowing = Windowing.every(0.3, model.frontEnd());
    ClipWindows windows = new WindowExtractor(model.frontEnd(), windowing).extract(LONG);
    assertThat(windows.spectrograms()).hasSize(8);
    try (AudioEncoder encoder = new AudioEncoder(model, windowing)) {
      INDArray expected = BatchedOutputs.pooled(model.open(), windows.spectrograms()).mean(0);
      INDArray actual = encoder.embedClips(List.of(SHORT, LONG)).slice(1);
      assertThat(actual.sub(expected).amaxNumber().doubleValue()).isCloseTo(0, within(1e-6));
      assertThat(encoder.tokens(windows.spectrograms()).shape()).containsExactly(8, 47, 32);
    }
  }

  @Test
  void afterClosingEveryCallSaysSo() {
    AudioEncoder encoder = new AudioEncoder(Clips.encoder());
    encoder.close();
    assertThatThrownBy(() -> encoder.embed(SHORT.samples(), Clips.RATE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  /** 20 closed encoders of 12 MB that can't be garbage: unfreed, they would hold 240 MB. */
  @Test
  void aClosedEncoderHoldsNoNativeMemory() throws Exception {
    AstConfig config = AstVariants.nano().withWidth(512, 8).withLayers(1);
    Path directory = folder.resolve("model");
    try (EncoderGraph graph = EncoderGraph.encoder(config, 1)) {
      new StoredModel(config, Clips.FRONT_END, List.of(), graph.weights()).write(directory);
    }
    List<AudioEncoder> closed = new ArrayList<>();
    ResidentMemory.assertFlat(
        3,
        20,
        120 << 20,
        () -> {
          try (AudioEncoder encoder = AudioEncoder.open(directory)) {
            encoder.embed(SHORT.samples(), Clips.RATE);
            closed.add(encoder);
          }
        });
    assertThat(closed).hasSize(23);
  }
}
