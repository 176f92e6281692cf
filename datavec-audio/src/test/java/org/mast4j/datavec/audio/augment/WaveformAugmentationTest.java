package org.mast4j.datavec.audio.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.Oracle;
import org.mast4j.datavec.audio.WavFile;
import org.mast4j.datavec.audio.Waveform;

class WaveformAugmentationTest {

  private static final Waveform TONE = new Waveform(Oracle.load("augment/tone").values(), 16_000);

  @TempDir static Path folder;

  static Stream<WaveformAugmentation> all() throws IOException {
    WavFile.floats(folder.resolve("a.wav"), 8_000, 1, -2, 3);
    WavFile.floats(folder.resolve("b.wav"), 16_000, 4, 5);
    NoiseSource recorded = new NoiseClips(folder.toString());
    return Stream.of(
        new Gain(-12, 12),
        new TimeShift(0.02, TimeShift.Edge.SILENCE),
        new TimeShift(0.02, TimeShift.Edge.WRAP),
        new AddNoise(new WhiteNoise(), 0, 20),
        new AddNoise(new PinkNoise(), 0, 20),
        new AddNoise(recorded, 0, 20));
  }

  @ParameterizedTest
  @MethodSource("all")
  void sameSeedSameClipOnAnyNumberOfThreads(WaveformAugmentation augmentation) {
    List<float[]> inOrder =
        IntStream.range(0, 32).mapToObj(i -> samples(augmentation, 7, i)).toList();
    List<float[]> inParallel =
        IntStream.range(0, 32).parallel().mapToObj(i -> samples(augmentation, 7, i)).toList();
    for (int i = 0; i < 32; i++) {
      assertThat(inParallel.get(i)).isEqualTo(inOrder.get(i)).hasSize(TONE.samples().length);
    }
    assertThat(samples(augmentation, 8, 0)).isNotEqualTo(inOrder.get(0));
    assertThat(TONE.samples()).isEqualTo(Oracle.load("augment/tone").values());
  }

  /** Against torchaudio 2.11's add_noise, stored by src/test/oracle/augment.py. */
  @Test
  void noiseIsAddedAsTorchaudioDoes() {
    float[] snrs = Oracle.load("augment/snrs").values();
    Oracle expected = Oracle.load("augment/noisy");
    for (int i = 0; i < snrs.length; i++) {
      Waveform noisy = AddNoise.add(TONE, Oracle.load("augment/noise").values(), snrs[i]);
      assertThat(Oracle.maxError(expected.slice(i), noisy.samples())).isLessThan(1e-6);
    }
  }

  @Test
  void silenceTakesNoNoise() {
    Waveform silence = wave(16_000, 0, 0);
    assertThat(AddNoise.add(silence, new float[] {1, 2}, 10)).isSameAs(silence);
    assertThat(AddNoise.add(TONE, new float[500], 10)).isSameAs(TONE);
  }

  @Test
  void sixDecibelsAreAFactorOfTwo() {
    assertThat(Gain.amplify(wave(8_000, 0.25f, -0.5f), 20 * Math.log10(2)).samples())
        .containsExactly(0.5f, -1f);
  }

  @Test
  void whatWouldBeTooLoudForAClipIsMadeSofterAsAWhole() {
    assertThat(Gain.amplify(wave(8_000, 0.5f, -1), 40).samples())
        .containsExactly(new float[] {4, -8}, within(1e-5f));
    assertThat(AddNoise.add(wave(8_000, 1, 0), new float[] {1, 1}, -40).samples()[0])
        .isEqualTo(8, within(1e-5f));
  }

  @Test
  void aShiftMovesSamplesEitherWay() {
    Waveform clip = wave(8_000, 1, 2, 3, 4, 5);
    assertThat(shifted(clip, 2, TimeShift.Edge.SILENCE)).containsExactly(0, 0, 1, 2, 3);
    assertThat(shifted(clip, -2, TimeShift.Edge.SILENCE)).containsExactly(3, 4, 5, 0, 0);
    assertThat(shifted(clip, 2, TimeShift.Edge.WRAP)).containsExactly(4, 5, 1, 2, 3);
    assertThat(shifted(clip, -2, TimeShift.Edge.WRAP)).containsExactly(3, 4, 5, 1, 2);
    assertThat(shifted(clip, 5, TimeShift.Edge.WRAP)).containsExactly(1, 2, 3, 4, 5);
    assertThat(shifted(clip, 0, TimeShift.Edge.SILENCE)).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void mixupWeighsBothClipsAndKeepsTheFirstOnesLength() {
    Waveform clip = wave(8_000, 1, 1, 1);
    assertThat(WaveformMixup.mix(clip, wave(8_000, 3, 5), 0.25).samples())
        .containsExactly(1.5f, 2f, 0.75f);
    WaveformMixup.Pick pick = new WaveformMixup(0.5).pick(7, ClipRandom.at(1, 0, 0));
    assertThat(pick).isEqualTo(new WaveformMixup(0.5).pick(7, ClipRandom.at(1, 0, 0)));
    assertThat(pick.other()).isBetween(0, 6);
    assertThat(pick.share()).isBetween(0.0, 0.5);
  }

  @Test
  void recordedNoiseIsThatOfItsFolderAtTheClipsRate(@TempDir Path noise) throws IOException {
    WavFile.floats(noise.resolve("a.wav"), 16_000, 0.5f, -0.5f, 0.25f);
    NoiseClips recorded = new NoiseClips(noise.toString());
    RandomGenerator random = ClipRandom.at(1, 2, 3);
    random.nextInt(1);
    float[] expected = NoiseClips.stretch(new float[] {0.5f, -0.5f, 0.25f}, random.nextInt(3), 7);
    assertThat(recorded.draw(7, 16_000, ClipRandom.at(1, 2, 3))).isEqualTo(expected);
    assertThat(recorded.draw(7, 8_000, ClipRandom.at(1, 2, 3))).hasSize(7).isNotEqualTo(expected);
  }

  @Test
  void aFolderWithoutRecordingsIsRefused(@TempDir Path empty) {
    NoiseClips recorded = new NoiseClips(empty.toString());
    assertThatThrownBy(() -> recorded.draw(7, 16_000, ClipRandom.at(1, 2, 3)))
        .hasMessage(empty + ": no recording of noise in it; add some");
  }

  @Test
  void aShortRecordingOfNoiseStartsOver() {
    assertThat(NoiseClips.stretch(new float[] {1, 2, 3}, 2, 6)).containsExactly(3, 1, 2, 3, 1, 2);
    assertThat(NoiseClips.stretch(new float[] {1, 2, 3}, 1, 2)).containsExactly(2, 3);
  }

  /** Mean power per octave: equal for pink noise, doubling for white. */
  @Test
  void pinkNoiseFallsByThreeDecibelsAnOctave() {
    double[] pink = octaves(new PinkNoise());
    double[] white = octaves(new WhiteNoise());
    for (int octave = 1; octave < pink.length; octave++) {
      assertThat(10 * Math.log10(pink[octave] / pink[octave - 1])).isCloseTo(0, within(0.7));
      assertThat(10 * Math.log10(white[octave] / white[octave - 1])).isCloseTo(3, within(0.7));
    }
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new Gain(3, -3))
        .hasMessage("maxDecibels -3.0; expected at least minDecibels 3.0");
    assertThatThrownBy(() -> new TimeShift(-1, TimeShift.Edge.WRAP)).hasMessageContaining("-1.0");
    assertThatThrownBy(() -> new NoiseClips("nowhere")).hasMessageContaining("recordings");
    assertThatThrownBy(() -> new WaveformMixup(1.5)).hasMessageContaining("maxShare 1.5");
    assertThatThrownBy(() -> WaveformMixup.mix(TONE, wave(8_000, 1), 0.5))
        .hasMessageContaining("resample");
    assertThatThrownBy(() -> AddNoise.add(TONE, new float[3], 0)).hasMessageContaining("3 samples");
    assertThatThrownBy(() -> TimeShift.shift(TONE, 501, TimeShift.Edge.WRAP))
        .hasMessageContaining("501");
  }

  private static float[] samples(WaveformAugmentation augmentation, long seed, int clip) {
    return augmentation.apply(TONE, ClipRandom.at(seed, 3, clip)).samples();
  }

  private static float[] shifted(Waveform clip, int by, TimeShift.Edge edge) {
    return TimeShift.shift(clip, by, edge).samples();
  }

  private static Waveform wave(int rate, float... samples) {
    return new Waveform(samples, rate);
  }

  /** The power in octaves from 1/512 of the sample rate up, summed over 40 stretches of noise. */
  private static double[] octaves(NoiseSource source) {
    int size = 512;
    double[] power = new double[7];
    for (int repeat = 0; repeat < 40; repeat++) {
      float[] noise = source.draw(size, 16_000, ClipRandom.at(1, 0, repeat));
      for (int octave = 0; octave < power.length; octave++) {
        for (int bin = 2 << octave >> 1; bin < 2 << octave; bin++) {
          double re = 0;
          double im = 0;
          for (int t = 0; t < size; t++) {
            double window = 0.5 - 0.5 * Math.cos(2 * Math.PI * t / size);
            re += window * noise[t] * Math.cos(2 * Math.PI * bin * t / size);
            im += window * noise[t] * Math.sin(2 * Math.PI * bin * t / size);
          }
          power[octave] += re * re + im * im;
        }
      }
    }
    return java.util.Arrays.copyOfRange(power, 2, power.length);
  }
}
