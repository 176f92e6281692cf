package org.mast4j.datavec.audio.frontend;

/** Analysis windows. */
final class Windows {

  private Windows() {}

  /**
   * A Hann window of {@code length} samples: periodic if {@code period} is length, symmetric if
   * length - 1.
   */
  static double[] hann(int length, int period) {
    double[] window = new double[length];
    for (int i = 0; i < length; i++) {
      window[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / period);
    }
    return window;
  }

  /** Kaldi's windows are symmetric. */
  static double[] kaldi(WindowShape shape, int length) {
    double[] window = hann(length, length - 1);
    if (shape == WindowShape.POVEY) {
      for (int i = 0; i < length; i++) {
        window[i] = Math.pow(window[i], 0.85);
      }
    }
    return window;
  }
}
