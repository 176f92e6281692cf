package org.mast4j.datavec.audio.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RowFftTest {

  private static final int SIGNALS = 19;

  /** Every size up to 66, and some that front ends ask for, or have a large prime factor. */
  static IntStream sizes() {
    return IntStream.concat(IntStream.range(1, 67), IntStream.of(200, 240, 256, 441, 509, 512));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void equalsItsDefinition(int size) {
    Random random = new Random(size);
    double[][] re = gaussian(random, size, SIGNALS);
    double[][] im = gaussian(random, size, SIGNALS);
    double[][] wantedRe = new double[size][SIGNALS];
    double[][] wantedIm = new double[size][SIGNALS];
    for (int k = 0; k < size; k++) {
      for (int i = 0; i < size; i++) {
        double angle = -2 * Math.PI * ((long) i * k % size) / size;
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        for (int s = 0; s < SIGNALS; s++) {
          wantedRe[k][s] += re[i][s] * cos - im[i][s] * sin;
          wantedIm[k][s] += re[i][s] * sin + im[i][s] * cos;
        }
      }
    }
    transform(size, re, im, SIGNALS);
    assertThat(maxError(wantedRe, re)).isLessThan(1e-13 * size);
    assertThat(maxError(wantedIm, im)).isLessThan(1e-13 * size);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void isLinearAndKeepsTheEnergy(int size) {
    Random random = new Random(-size);
    double[][] re = gaussian(random, size, 3);
    double[][] im = gaussian(random, size, 3);
    double weight = random.nextGaussian();
    double[] energies = new double[3]; // of each signal
    for (int i = 0; i < size; i++) {
      re[i][2] = re[i][0] + weight * re[i][1];
      im[i][2] = im[i][0] + weight * im[i][1];
      for (int s = 0; s < 3; s++) {
        energies[s] += re[i][s] * re[i][s] + im[i][s] * im[i][s];
      }
    }
    transform(size, re, im, 3);
    for (int k = 0; k < size; k++) {
      assertThat(re[k][2]).isCloseTo(re[k][0] + weight * re[k][1], within(1e-13 * size));
      assertThat(im[k][2]).isCloseTo(im[k][0] + weight * im[k][1], within(1e-13 * size));
      for (int s = 0; s < 3; s++) {
        energies[s] -= (re[k][s] * re[k][s] + im[k][s] * im[k][s]) / size;
      }
    }
    assertThat(energies).containsExactly(new double[3], within(1e-12 * size));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void leavesOtherSignalsAlone(int size) {
    double[][] re = gaussian(new Random(1), size, SIGNALS);
    double[][] im = gaussian(new Random(2), size, SIGNALS);
    double[] last = Arrays.stream(re).mapToDouble(row -> row[SIGNALS - 1]).sorted().toArray();
    transform(size, re, im, SIGNALS - 1);
    double[] now = Arrays.stream(re).mapToDouble(row -> row[SIGNALS - 1]).sorted().toArray();
    assertThat(now).isEqualTo(last);
  }

  /** Rows in their natural order before and after. */
  private static void transform(int size, double[][] re, double[][] im, int signals) {
    RowFft fft = new RowFft(size);
    double[][] rows = re.clone();
    double[][] others = im.clone();
    for (int i = 0; i < size; i++) {
      re[i] = rows[fft.valueOf(i)];
      im[i] = others[fft.valueOf(i)];
    }
    fft.transform(re, im, new double[fft.spareRows()][signals], signals);
  }

  private static double[][] gaussian(Random random, int rows, int columns) {
    double[][] values = new double[rows][columns];
    for (double[] row : values) {
      Arrays.setAll(row, i -> random.nextGaussian());
    }
    return values;
  }

  private static double maxError(double[][] wanted, double[][] actual) {
    double error = 0;
    for (int k = 0; k < wanted.length; k++) {
      for (int s = 0; s < wanted[k].length; s++) {
        error = Math.max(error, Math.abs(wanted[k][s] - actual[k][s]));
      }
    }
    return error;
  }
}
