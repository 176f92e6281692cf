package org.mast4j.datavec.audio.frontend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mast4j.datavec.audio.Oracle;
import org.mast4j.datavec.audio.Waveform;

/** Against librosa 0.11 and torchaudio 2.11, stored by src/test/oracle/front_ends.py. */
class FrontEndOracleTest {

  private static final double TOLERANCE = 1e-4;

  /** Where the log sits within this of its floor, float32 leaves the reference few digits. */
  private static final double FLOOR_MARGIN = 3;

  private static final double FLOOR_TOLERANCE = 1e-3;

  @ParameterizedTest
  @CsvSource({"chirp", "noise", "silence", "offset"})
  void librosaFrontEndEqualsLibrosa(String signal) {
    assertMatches(FrontEndConfig.librosa(), signal, signal + "-librosa");
  }

  @Test
  void librosaFrontEndHonoursBandHopAndMels() {
    FrontEndConfig config =
        FrontEndConfig.librosa()
            .with(band -> band.minHz(0).maxHz(8000))
            .withHopSamples(320)
            .withMels(64);
    assertMatches(config, "noise", "noise-librosa-64mels");
  }

  @Test
  void librosaFrontEndTakesAnFftOf400Points() {
    FrontEndConfig config =
        FrontEndConfig.librosa()
            .with(frame -> frame.windowSamples(400).fftSize(400))
            .withHopSamples(40)
            .withMels(40);
    assertMatches(config, "noise", "noise-librosa-400-points");
  }

  @ParameterizedTest
  @CsvSource({"HTK, SLANEY, noise-librosa-htk", "SLANEY, NONE, noise-librosa-unscaled"})
  void librosaFrontEndHonoursMelScaleAndNorm(MelScale scale, MelNorm norm, String stored) {
    FrontEndConfig config =
        FrontEndConfig.librosa()
            .withHopSamples(320)
            .withMels(40)
            .with(filters -> filters.melScale(scale).melNorm(norm));
    assertMatches(config, "noise", stored);
  }

  @ParameterizedTest
  @CsvSource({"chirp", "noise", "silence", "offset"})
  void kaldiFrontEndEqualsTorchaudio(String signal) {
    assertMatches(FrontEndConfig.kaldi(), signal, signal + "-kaldi");
  }

  @Test
  void kaldiFrontEndCanKeepTheMean() {
    FrontEndConfig config = FrontEndConfig.kaldi().withSubtractMean(false).withMels(64);
    assertMatches(config, "offset", "offset-kaldi-raw-mean-64mels");
  }

  @Test
  void kaldiFrontEndHonoursHop() {
    FrontEndConfig config = FrontEndConfig.kaldi().withHopSamples(40).withMels(40);
    assertMatches(config, "noise", "noise-kaldi-close");
  }

  @ParameterizedTest
  @EnumSource(FrontEndConfig.Kind.class)
  void threadsMayShareAFrontEnd(FrontEndConfig.Kind kind) {
    FrontEnd frontEnd = FrontEnd.of(preset(kind));
    Waveform clip = new Waveform(Oracle.load("frontend/chirp").values(), 16_000);
    float[] alone = frontEnd.apply(clip).values();
    List<float[]> together =
        IntStream.range(0, 64).parallel().mapToObj(i -> frontEnd.apply(clip).values()).toList();
    together.forEach(values -> assertArrayEquals(alone, values));
  }

  private static FrontEndConfig preset(FrontEndConfig.Kind kind) {
    return switch (kind) {
      case LIBROSA -> FrontEndConfig.librosa();
      case KALDI -> FrontEndConfig.kaldi();
    };
  }

  private static void assertMatches(FrontEndConfig config, String signal, String stored) {
    Waveform clip = new Waveform(Oracle.load("frontend/" + signal).values(), 16_000);
    Spectrogram expected = Oracle.load("frontend/" + stored).spectrogram();
    Spectrogram actual = FrontEnd.of(config).apply(clip);
    assertEquals(expected.frames(), actual.frames(), "frames");
    assertEquals(expected.mels(), actual.mels(), "mels");
    double floor = Math.log(config.logFloor()) + FLOOR_MARGIN;
    for (int i = 0; i < expected.values().length; i++) {
      float wanted = expected.values()[i];
      double error = Math.abs(wanted - actual.values()[i]);
      double tolerance = wanted < floor ? FLOOR_TOLERANCE : TOLERANCE;
      assertTrue(
          error <= tolerance,
          "value " + i + " of " + stored + ": " + wanted + " but was " + actual.values()[i]);
    }
  }
}
