package org.mast4j.datavec.audio.frontend;

import java.util.ArrayList;
import java.util.List;

/**
 * The complex FFT of many signals at once: row k has value k of each, so that every step of the
 * transform is a loop over neighbours, which C2 runs in vector instructions. It does so as long as
 * a loop is short (with more than four arrays it gives up) and its arrays lie alike, whence the
 * small methods at the end.
 *
 * <p>Decimation in time over the size's prime factors; its time grows with their sum, so that sizes
 * with a large prime factor are slow. Safe to share by threads: its tables are only read.
 */
final class RowFft {

  private final int size;
  private final int[] factors; // ascending: the last steps of the transform are by the largest
  private final int[] order;

  /** cos and -sin of 2 pi i / size. */
  private final double[] cos;

  private final double[] sin;

  RowFft(int size) {
    this.size = size;
    this.factors = primeFactors(size);
    this.order = new int[size];
    fillOrder(0, 1, 0, size, factors.length);
    this.cos = new double[size];
    this.sin = new double[size];
    for (int i = 0; i < size; i++) {
      cos[i] = Math.cos(2 * Math.PI * i / size);
      sin[i] = -Math.sin(2 * Math.PI * i / size);
    }
  }

  /** The value that {@link #transform} takes in row {@code row}. */
  int valueOf(int row) {
    return order[row];
  }

  /** Rows that {@link #transform} needs besides. */
  int spareRows() {
    int largest = factors.length == 0 ? 2 : factors[factors.length - 1];
    return largest == 2 ? 0 : 2 * largest;
  }

  /**
   * Transforms in place.
   *
   * @param re real parts, row {@code i} of value {@link #valueOf}(i) before, of value i after
   * @param im imaginary parts alike
   * @param spare {@link #spareRows()} rows
   * @param signals how many of each row's values count
   */
  void transform(double[][] re, double[][] im, double[][] spare, int signals) {
    transform(re, im, spare, 0, factors.length, size, signals);
  }

  private void transform(
      double[][] re,
      double[][] im,
      double[][] spare,
      int offset,
      int depth,
      int length,
      int signals) {
    if (depth == 0) {
      return;
    }
    boolean twice = depth > 1 && factors[depth - 1] == 2 && factors[depth - 2] == 2;
    int factor = twice ? 4 : factors[depth - 1];
    int part = length / factor;
    for (int q = 0; q < factor; q++) {
      int below = depth - (twice ? 2 : 1);
      transform(re, im, spare, offset + q * part, below, part, signals);
    }
    int step = size / length; // of the tables
    for (int j = 0; j < part; j++) {
      int row = offset + j;
      switch (factor) {
        case 2 -> combine(re, im, row, row + part, j * step, signals);
        case 4 -> { // both steps of two while these rows are in the innermost cache
          combine(re, im, row, row + part, 2 * j * step, signals);
          combine(re, im, row + 2 * part, row + 3 * part, 2 * j * step, signals);
          combine(re, im, row, row + 2 * part, j * step, signals);
          combine(re, im, row + part, row + 3 * part, (j + part) * step, signals);
        }
        default -> combine(re, im, spare, row, part, factor, j * step, signals);
      }
    }
  }

  private void combine(double[][] re, double[][] im, int row, int other, int turn, int signals) {
    if (turn == 0) {
      combine(re[row], im[row], re[other], im[other], signals);
    } else {
      combine(re[row], im[row], re[other], im[other], cos[turn], sin[turn], signals);
    }
  }

  /** The rows {@code row}, row + part, ... become their DFT; {@code turn} is that of the second. */
  private void combine(
      double[][] re,
      double[][] im,
      double[][] spare,
      int row,
      int part,
      int factor,
      int turn,
      int signals) {
    for (int q = 0; q < factor; q++) {
      System.arraycopy(re[row + q * part], 0, spare[2 * q], 0, signals);
      System.arraycopy(im[row + q * part], 0, spare[2 * q + 1], 0, signals);
    }
    for (int r = 0; r < factor; r++) {
      double[] sumRe = re[row + r * part];
      double[] sumIm = im[row + r * part];
      System.arraycopy(spare[0], 0, sumRe, 0, signals);
      System.arraycopy(spare[1], 0, sumIm, 0, signals);
      long of = turn + (long) r * (size / factor);
      for (int q = 1; q < factor; q++) {
        int angle = (int) (q * of % size);
        add(sumRe, sumIm, spare[2 * q], spare[2 * q + 1], cos[angle], sin[angle], signals);
      }
    }
  }

  /** (a, b) becomes (a + b, a - b). */
  private static void combine(double[] aRe, double[] aIm, double[] bRe, double[] bIm, int count) {
    for (int i = 0; i < count; i++) {
      double re = bRe[i];
      double im = bIm[i];
      double sumRe = aRe[i];
      double sumIm = aIm[i];
      aRe[i] = sumRe + re;
      bRe[i] = sumRe - re;
      aIm[i] = sumIm + im;
      bIm[i] = sumIm - im;
    }
  }

  /** (a, b) becomes (a + w b, a - w b). */
  private static void combine(
      double[] aRe, double[] aIm, double[] bRe, double[] bIm, double wRe, double wIm, int count) {
    for (int i = 0; i < count; i++) {
      double re = bRe[i];
      double im = bIm[i];
      double turnedRe = re * wRe - im * wIm;
      double turnedIm = re * wIm + im * wRe;
      double sumRe = aRe[i];
      double sumIm = aIm[i];
      aRe[i] = sumRe + turnedRe;
      bRe[i] = sumRe - turnedRe;
      aIm[i] = sumIm + turnedIm;
      bIm[i] = sumIm - turnedIm;
    }
  }

  /** Adds w b to a. */
  private static void add(
      double[] aRe, double[] aIm, double[] bRe, double[] bIm, double wRe, double wIm, int count) {
    for (int i = 0; i < count; i++) {
      aRe[i] += bRe[i] * wRe - bIm[i] * wIm;
      aIm[i] += bRe[i] * wIm + bIm[i] * wRe;
    }
  }

  /** Writes down where the values first, first + stride, ... go. */
  private void fillOrder(int first, int stride, int offset, int length, int depth) {
    if (depth == 0) {
      order[offset] = first;
      return;
    }
    int factor = factors[depth - 1];
    int part = length / factor;
    for (int q = 0; q < factor; q++) {
      fillOrder(first + q * stride, stride * factor, offset + q * part, part, depth - 1);
    }
  }

  private static int[] primeFactors(int number) {
    List<Integer> factors = new ArrayList<>();
    int rest = number;
    for (int p = 2; (long) p * p <= rest; p++) {
      while (rest % p == 0) {
        factors.add(p);
        rest /= p;
      }
    }
    if (rest > 1) {
      factors.add(rest);
    }
    return factors.stream().mapToInt(Integer::intValue).toArray();
  }
}
