package org.mast4j.datavec.audio.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.datavec.audio.Oracle;
import org.mast4j.datavec.audio.Waveform;

/** Against librosa 0.11 and torchaudio 2.11, stored by src/test/oracle/pcen_mfcc.py. */
class PcenAndMfccOracleTest {

  private static final double TOLERANCE = 1e-4;

  @ParameterizedTest
  @ValueSource(strings = {"chirp", "silence", "offset"})
  void pcenEqualsLibrosas(String signal) {
    assertMatches(FrontEndConfig.librosaPcen(), signal, signal + "-librosa-pcen");
  }

  @ParameterizedTest
  @ValueSource(strings = {"chirp", "silence", "offset"})
  void mfccEqualsLibrosas(String signal) {
    assertMatches(FrontEndConfig.librosaMfcc(), signal, signal + "-librosa-mfcc");
  }

  @ParameterizedTest
  @ValueSource(strings = {"chirp", "silence", "offset"})
  void mfccEqualsTorchaudios(String signal) {
    assertMatches(FrontEndConfig.kaldiMfcc(), signal, signal + "-kaldi-mfcc");
  }

  @Test
  void aShortClipIsPaddedWithZeros() {
    for (FrontEndConfig config :
        new FrontEndConfig[] {
          FrontEndConfig.librosaPcen(),
          FrontEndConfig.librosaMfcc().withCepstra(13),
          FrontEndConfig.kaldiMfcc()
        }) {
      FrontEndConfig small = config.withFrames(40);
      Spectrogram features =
          new FeatureExtractor(small).extract(new Waveform(new float[3_000], 16_000));
      assertThat(features.frames()).isEqualTo(40);
      assertThat(features.mels()).isEqualTo(small.width());
      assertThat(features.at(39, 0)).isZero();
    }
  }

  @Test
  void whatARecipeLacksIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FrontEndConfig.kaldiMfcc().withCepstra(24))
        .withMessage("cepstra 24; expected 1 to 23 for MFCC and 0 for other outputs");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FrontEndConfig.librosaPcen().withCepstra(13))
        .withMessageContaining("cepstra 13; expected");
  }

  private static void assertMatches(FrontEndConfig config, String signal, String stored) {
    Waveform clip = new Waveform(Oracle.load("frontend/" + signal).values(), 16_000);
    Spectrogram expected = Oracle.load("frontend/" + stored).spectrogram();
    Spectrogram actual = FrontEnd.of(config).apply(clip);
    assertThat(actual.frames()).isEqualTo(expected.frames());
    assertThat(actual.mels()).isEqualTo(expected.mels()).isEqualTo(config.width());
    assertThat(Oracle.maxError(expected.values(), actual.values())).isLessThan(TOLERANCE);
  }
}
