package org.mast4j.datavec.audio.resample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mast4j.datavec.audio.Oracle;

class ResamplerTest {

  /** Steps of the sine sweeps over each band. */
  private static final int SWEEP = 40;

  @ParameterizedTest
  @CsvSource({"44100, 16000", "48000, 16000", "22050, 16000", "8000, 16000", "96000, 44100"})
  void thePassBandIsFlat(int from, int to) {
    double edge = 0.93 * Math.min(from, to) / 2;
    for (int i = 1; i <= SWEEP; i++) {
      double hertz = edge * i / SWEEP;
      float[] out = Resampler.of(from, to).apply(tone(hertz, from));
      double worst = 0;
      for (int k = out.length / 4; k < out.length * 3 / 4; k++) {
        double expected = Math.sin(2 * Math.PI * hertz * k / to);
        worst = Math.max(worst, Math.abs(out[k] - expected));
      }
      assertTrue(worst < 1e-4, "%.0f Hz: error %.1e".formatted(hertz, worst));
    }
  }

  @ParameterizedTest
  @CsvSource({"44100, 16000", "48000, 16000", "22050, 16000", "96000, 44100"})
  void whatLiesAboveTheNewNyquistRateIsGone(int from, int to) {
    double low = to / 2.0;
    double high = from / 2.0;
    for (int i = 0; i < SWEEP; i++) {
      double hertz = low + (high - low) * i / SWEEP;
      double decibels = 20 * Math.log10(peak(Resampler.of(from, to).apply(tone(hertz, from))));
      assertTrue(decibels < -90, "%.0f Hz: %.1f dB".formatted(hertz, decibels));
    }
  }

  @Test
  void imagesOfUpsamplingAreGone() {
    // an 8 kHz clip's tone at 3 kHz would come back at 8 - 3 = 5 kHz
    float[] out = Resampler.of(8_000, 16_000).apply(tone(3_000, 8_000));
    double real = 0;
    double imaginary = 0;
    int from = out.length / 4;
    int count = 1600;
    for (int i = 0; i < count; i++) {
      double window = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / count);
      real += window * out[from + i] * Math.cos(2 * Math.PI * 5_000 * i / 16_000);
      imaginary += window * out[from + i] * Math.sin(2 * Math.PI * 5_000 * i / 16_000);
    }
    double decibels = 20 * Math.log10(4 * Math.hypot(real, imaginary) / count);
    assertTrue(decibels < -90, decibels + " dB");
  }

  @ParameterizedTest
  @CsvSource({
    "44100, 16000",
    "48000, 16000",
    "22050, 16000",
    "8000, 16000",
    "16000, 44100",
    "12345, 10000"
  })
  void theTorchaudioFilterEqualsTorchaudio(int from, int to) {
    float[] samples = Oracle.load("resample/" + from).values();
    float[] expected = Oracle.load("resample/" + from + "-" + to).values();
    float[] actual = Resampler.of(from, to, ResamplingFilter.TORCHAUDIO).apply(samples);
    assertTrue(Oracle.maxError(expected, actual) < 1e-5);
  }

  @Test
  void theTailIsKept() {
    assertEquals(16_000, Resampler.of(44_100, 16_000).apply(new float[44_100]).length);
    assertEquals(363, Resampler.of(44_100, 16_000).apply(new float[1000]).length); // 362.8
    assertEquals(1, Resampler.of(48_000, 16_000).apply(new float[1]).length);
    assertEquals(0, Resampler.of(48_000, 16_000).apply(new float[0]).length);
  }

  @Test
  void aConstantStaysConstant() {
    float[] ones = new float[20_000];
    Arrays.fill(ones, 1);
    float[] out = Resampler.of(44_100, 16_000).apply(ones);
    for (int i = out.length / 4; i < out.length * 3 / 4; i++) {
      assertEquals(1, out[i], 2e-5);
    }
  }

  @Test
  void equalRatesChangeNothing() {
    float[] samples = tone(100, 16_000);
    assertSame(samples, Resampler.of(16_000, 16_000).apply(samples));
  }

  @Test
  void refusesRatesThatArentPositive() {
    assertThrows(IllegalArgumentException.class, () -> Resampler.of(0, 16_000));
    assertThrows(IllegalArgumentException.class, () -> Resampler.of(16_000, -1));
  }

  private static float[] tone(double hertz, int rate) {
    float[] samples = new float[rate / 4];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) Math.sin(2 * Math.PI * hertz * i / rate);
    }
    return samples;
  }

  /** The loudest sample of the middle half, away from the edges where the tone begins and ends. */
  private static double peak(float[] samples) {
    double peak = 0;
    for (int i = samples.length / 4; i < samples.length * 3 / 4; i++) {
      peak = Math.max(peak, Math.abs(samples[i]));
    }
    return peak;
  }
}
