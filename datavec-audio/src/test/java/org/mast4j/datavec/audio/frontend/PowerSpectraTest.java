package org.mast4j.datavec.audio.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PowerSpectraTest {

  private static final int FRAMES = 11;

  /** The even sizes up to 130, and those of published front ends; 1018 is twice a prime. */
  static IntStream sizes() {
    return IntStream.concat(
        IntStream.rangeClosed(1, 65).map(half -> 2 * half),
        IntStream.of(400, 480, 512, 882, 1018, 1024, 2048));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void equalsItsDefinition(int size) {
    double[][] frames = new double[FRAMES][];
    for (int t = 0; t < FRAMES; t++) {
      frames[t] = gaussian(new Random(1000L * size + t), size);
    }
    double[][] power = power(frames);
    assertThat(power.length).isEqualTo(size / 2 + 1);
    double[] cos = new double[size];
    double[] sin = new double[size];
    for (int i = 0; i < size; i++) {
      cos[i] = Math.cos(-2 * Math.PI * i / size);
      sin[i] = Math.sin(-2 * Math.PI * i / size);
    }
    double error = 0;
    for (int t = 0; t < FRAMES; t++) {
      for (int k = 0; k <= size / 2; k++) {
        double re = 0;
        double im = 0;
        for (int i = 0; i < size; i++) {
          int angle = (int) ((long) i * k % size);
          re += frames[t][i] * cos[angle];
          im += frames[t][i] * sin[angle];
        }
        error = Math.max(error, Math.abs(power[k][t] - (re * re + im * im)));
      }
    }
    assertThat(error).isLessThan(1e-13 * size * size);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void keepsTheEnergy(int size) {
    double[] frame = gaussian(new Random(size), size);
    double[][] power = power(frame);
    double energy = power[0][0] + power[size / 2][0];
    for (int k = 1; k < size / 2; k++) {
      energy += 2 * power[k][0];
    }
    double wanted = IntStream.range(0, size).mapToDouble(i -> frame[i] * frame[i]).sum();
    assertThat(energy / size).isCloseTo(wanted, within(1e-12 * size));
  }

  /** Two tones 200 dB apart: what float32 would bury under the louder one's rounding. */
  @Test
  void aQuietToneBesideALoudOneIsExact() {
    int size = 1024;
    double[] frame = new double[size];
    for (int i = 0; i < size; i++) {
      double second = Math.cos(2 * Math.PI * (300L * i % size) / size);
      frame[i] = Math.cos(2 * Math.PI * (20L * i % size) / size) + 1e-10 * second;
    }
    double[][] power = power(frame);
    double loud = size * size / 4.0;
    assertThat(power[20][0]).isCloseTo(loud, within(1e-12 * loud));
    assertThat(power[300][0]).isCloseTo(1e-20 * loud, within(1e-4 * 1e-20 * loud));
  }

  /** What is computed beside a frame leaves no trace in it, not even in the last bit. */
  @Test
  void aQuietFrameBesideALoudOneIsTheSameAlone() {
    double[] loud = gaussian(new Random(1), 512);
    double[] quiet = gaussian(new Random(2), 512);
    for (int i = 0; i < quiet.length; i++) {
      quiet[i] *= 1e-5;
    }
    double[][] together = power(loud, quiet, loud);
    double[][] alone = power(quiet);
    for (int k = 0; k < alone.length; k++) {
      assertThat(together[k][1]).isEqualTo(alone[k][0]);
    }
  }

  /** Row k has bin k of each frame. */
  private static double[][] power(double[]... frames) {
    PowerSpectra spectra = new PowerSpectra(frames[0].length);
    PowerSpectra.Rows rows = spectra.rows(frames.length);
    for (int t = 0; t < frames.length; t++) {
      for (int i = 0; i < frames[t].length; i++) {
        rows.samples()[i][t] = frames[t][i];
      }
    }
    spectra.compute(rows, frames.length);
    return rows.power();
  }

  private static double[] gaussian(Random random, int length) {
    return DoubleStream.generate(random::nextGaussian).limit(length).toArray();
  }
}
