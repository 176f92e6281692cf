package org.mast4j.datavec.audio.frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.mast4j.datavec.audio.Waveform;

class FrontEndTest {

  @Test
  void aSingleSampleGivesAFrame() {
    Waveform click = new Waveform(new float[] {0.5f}, 16_000);
    assertEquals(1, FrontEnd.of(FrontEndConfig.librosa()).apply(click).frames());
    assertEquals(1, FrontEnd.of(FrontEndConfig.kaldi()).apply(click).frames());
  }

  @Test
  void aClipOfAnotherRateGivesTheSameSpectrogram() {
    FrontEnd frontEnd = FrontEnd.of(FrontEndConfig.librosa());
    Spectrogram at16k = frontEnd.apply(tone(1000, 16_000));
    Spectrogram at44k = frontEnd.apply(tone(1000, 44_100));
    assertEquals(at16k.frames(), at44k.frames());
    int frame = at16k.frames() / 2;
    int peak = loudestMel(at16k, frame);
    assertEquals(peak, loudestMel(at44k, frame));
    assertEquals(at16k.at(frame, peak), at44k.at(frame, peak), 1e-3);
  }

  @Test
  void shortClipsArePaddedWithWhatSilenceGives() {
    FrontEndConfig config = FrontEndConfig.librosa().withFrames(40);
    Spectrogram raw = FrontEnd.of(config).apply(new Waveform(new float[1600], 16_000));
    Spectrogram fitted = config.fit(raw);
    assertEquals(40, fitted.frames());
    assertEquals(raw.at(0, 0), fitted.at(39, 127), 1e-6);
  }

  @Test
  void kaldiPadsWithZeroBeforeNormalising() {
    FrontEndConfig config = FrontEndConfig.kaldi();
    Spectrogram features = new FeatureExtractor(config).extract(tone(500, 16_000));
    assertEquals(1024, features.frames());
    assertEquals((0 + 4.2677393) / (2 * 4.5689974), features.at(1023, 5), 1e-6);
  }

  @Test
  void longClipsAreCut() {
    FrontEndConfig config = FrontEndConfig.librosa().withFrames(16);
    Spectrogram raw = FrontEnd.of(config).apply(tone(500, 16_000));
    Spectrogram fitted = config.fit(raw);
    assertEquals(16, fitted.frames());
    assertEquals(raw.at(15, 3), fitted.at(15, 3));
  }

  @Test
  void configRefusesBadValuesByName() {
    FrontEndConfig config = FrontEndConfig.librosa();
    assertProblem("frames 0; expected a positive number", () -> config.withFrames(0));
    assertProblem(
        "expected at most 16777215 for 128 mels", () -> config.withFrames(Integer.MAX_VALUE));
    assertProblem("expected at most 2097151 for an FFT of 1024", () -> config.withMels(1 << 30));
    assertProblem("mels -1; expected a positive number", () -> config.withMels(-1));
    assertProblem(
        "maxHz 50.0; expected above minHz 100.0",
        () -> config.with(band -> band.minHz(100).maxHz(50)));
    assertProblem("maxHz 9000.0", () -> config.withMaxHz(9000));
    assertProblem(
        "melScale SLANEY; expected HTK in the kaldi front end",
        () -> FrontEndConfig.kaldi().withMelScale(MelScale.SLANEY));
    assertProblem("std 0.0; expected a positive number", () -> config.withStatistics(1, 0));
    assertProblem(
        "std NaN; expected a positive number", () -> config.withStatistics(1, Double.NaN));
  }

  private static void assertProblem(String part, Executable action) {
    String message = assertThrows(IllegalArgumentException.class, action).getMessage();
    assertTrue(message.contains(part), message);
  }

  private static Waveform tone(double hz, int rate) {
    float[] samples = new float[rate / 2];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.5 * Math.sin(2 * Math.PI * hz * i / rate));
    }
    return new Waveform(samples, rate);
  }

  private static int loudestMel(Spectrogram s, int frame) {
    int loudest = 0;
    for (int mel = 1; mel < s.mels(); mel++) {
      if (s.at(frame, mel) > s.at(frame, loudest)) {
        loudest = mel;
      }
    }
    return loudest;
  }

  @Test
  void kaldiKeepsItsDurationsAtAnotherRate() {
    FrontEndConfig config = FrontEndConfig.kaldi(8000);
    assertEquals(200, config.windowSamples());
    assertEquals(256, config.fftSize());
    assertEquals(80, config.hopSamples());
    assertEquals(4000, config.maxHz());
    assertEquals(FrontEndConfig.kaldi(), FrontEndConfig.kaldi(16_000));
  }
}
