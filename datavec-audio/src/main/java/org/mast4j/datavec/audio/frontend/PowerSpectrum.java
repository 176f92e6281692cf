package org.mast4j.datavec.audio.frontend;

import org.jtransforms.fft.DoubleFFT_1D;

/** |FFT|^2 of a real frame. Safe to share by threads: the transform's tables are only read. */
final class PowerSpectrum {

  private final int size;
  private final DoubleFFT_1D fft;

  PowerSpectrum(int size) {
    this.size = size;
    this.fft = new DoubleFFT_1D(size);
  }

  int bins() {
    return size / 2 + 1;
  }

  /** Writes the power of bins 0..size/2 into {@code power}; overwrites {@code frame}. */
  void compute(double[] frame, double[] power) {
    fft.realForward(frame);
    // JTransforms packs Re[0], Re[n/2], Re[1], Im[1], Re[2], Im[2], ...
    power[0] = frame[0] * frame[0];
    power[size / 2] = frame[1] * frame[1];
    for (int k = 1; k < size / 2; k++) {
      power[k] = frame[2 * k] * frame[2 * k] + frame[2 * k + 1] * frame[2 * k + 1];
    }
  }
}
