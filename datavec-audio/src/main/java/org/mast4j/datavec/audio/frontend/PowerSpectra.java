package org.mast4j.datavec.audio.frontend;

/**
 * |FFT|^2 of many real frames at once, in double precision: each as a complex signal of half the
 * length, even samples real and odd ones imaginary, whose transform is then taken apart. Safe to
 * share by threads.
 */
final class PowerSpectra {

  private final int size;
  private final RowFft fft;

  /** cos and -sin of 2 pi k / size. */
  private final double[] cos;

  private final double[] sin;

  /** Of frames with {@code size} samples, an even number. */
  PowerSpectra(int size) {
    this.size = size;
    this.fft = new RowFft(size / 2);
    this.cos = new double[size / 4 + 1];
    this.sin = new double[size / 4 + 1];
    for (int k = 0; k < cos.length; k++) {
      cos[k] = Math.cos(2 * Math.PI * k / size);
      sin[k] = -Math.sin(2 * Math.PI * k / size);
    }
  }

  /**
   * What {@link #compute} works on. Samples, parts and power are the same memory.
   *
   * @param samples [size, frames]: row i has sample i of each frame
   * @param re [size / 2, frames]: real parts, in the FFT's order
   * @param im imaginary parts
   * @param spare of the FFT
   * @param power [size / 2 + 1, frames]: row k has bin k of each frame
   */
  record Rows(
      double[][] samples, double[][] re, double[][] im, double[][] spare, double[][] power) {}

  /** Memory for up to {@code frames} frames. */
  Rows rows(int frames) {
    int half = size / 2;
    double[][] re = new double[half][frames];
    double[][] im = new double[half][frames];
    double[][] samples = new double[size][];
    double[][] power = new double[half + 1][];
    for (int row = 0; row < half; row++) {
      samples[2 * fft.valueOf(row)] = re[row];
      samples[2 * fft.valueOf(row) + 1] = im[row];
      power[row] = re[row];
    }
    power[half] = im[0];
    return new Rows(samples, re, im, new double[fft.spareRows()][frames], power);
  }

  /** Makes the samples of the first {@code frames} frames their power spectra. */
  void compute(Rows rows, int frames) {
    double[][] re = rows.re();
    double[][] im = rows.im();
    fft.transform(re, im, rows.spare(), frames);
    int half = size / 2;
    ends(re[0], im[0], frames);
    for (int k = 1; 2 * k < half; k++) {
      int other = half - k;
      takeApart(re[k], im[k], re[other], im[other], cos[k], sin[k], frames);
      square(re[k], im[k], frames);
      square(re[other], im[other], frames);
    }
    if (half % 2 == 0) {
      square(re[half / 2], im[half / 2], frames); // (e + w o)* itself
    }
  }

  /** The power of bins 0 and size / 2. */
  private static void ends(double[] re, double[] im, int count) {
    for (int i = 0; i < count; i++) {
      double first = re[i] + im[i];
      double last = re[i] - im[i];
      re[i] = first * first;
      im[i] = last * last;
    }
  }

  /**
   * Makes values a and b of the complex transform bins k and size / 2 - k of the real one, up to a
   * sign: the transform of the even samples is e = (a + b*) / 2, that of the odd ones o = (a - b*)
   * / 2i, and the bins are e + w o and (e - w o)*.
   */
  private static void takeApart(
      double[] aRe, double[] aIm, double[] bRe, double[] bIm, double wRe, double wIm, int count) {
    double halfRe = 0.5 * wRe;
    double halfIm = 0.5 * wIm;
    for (int i = 0; i < count; i++) {
      double reA = aRe[i];
      double imA = aIm[i];
      double reB = bRe[i];
      double imB = bIm[i];
      double evenRe = 0.5 * (reA + reB);
      double evenIm = 0.5 * (imA - imB);
      double oddRe = imA + imB; // twice
      double oddIm = reB - reA;
      double turnedRe = oddRe * halfRe - oddIm * halfIm;
      double turnedIm = oddRe * halfIm + oddIm * halfRe;
      aRe[i] = evenRe + turnedRe;
      bRe[i] = evenRe - turnedRe;
      aIm[i] = evenIm + turnedIm;
      bIm[i] = evenIm - turnedIm;
    }
  }

  /** |re + i im|^2 into {@code re}. */
  private static void square(double[] re, double[] im, int count) {
    for (int i = 0; i < count; i++) {
      re[i] = re[i] * re[i] + im[i] * im[i];
    }
  }
}
