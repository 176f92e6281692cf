package org.mast4j.datavec.audio.frontend;

import java.util.Arrays;

/**
 * Triangular filters over the bins of a power spectrum. Each is stored as the run of bins that it
 * covers, so that applying them costs two products a bin instead of one per bin and filter.
 */
final class MelFilters {

  /** Slaney's scale is linear up to 1 kHz, at 200/3 Hz a mel, and logarithmic above. */
  private static final double SLANEY_HZ_PER_MEL = 200.0 / 3;

  private static final double SLANEY_LOG_FROM_HZ = 1000;
  private static final double SLANEY_LOG_FROM_MEL = SLANEY_LOG_FROM_HZ / SLANEY_HZ_PER_MEL;
  private static final double SLANEY_LOG_STEP = Math.log(6.4) / 27;

  /** The first bin of each filter. */
  private final int[] first;

  /** [mels][bins covered]. */
  private final double[][] weights;

  private MelFilters(double[][] bank) {
    first = new int[bank.length];
    weights = new double[bank.length][];
    for (int m = 0; m < bank.length; m++) {
      int from = 0;
      int to = bank[m].length;
      while (from < to && bank[m][from] == 0) {
        from++;
      }
      while (to > from && bank[m][to - 1] == 0) {
        to--;
      }
      first[m] = from;
      weights[m] = Arrays.copyOfRange(bank[m], from, to);
    }
  }

  /** librosa.filters.mel(htk=False, norm='slaney'): triangles over Hz, each of unit area. */
  static MelFilters slaney(FrontEndConfig config) {
    int mels = config.mels();
    double low = hzToSlaney(config.minHz());
    double high = hzToSlaney(config.maxHz());
    double[] edges = new double[mels + 2]; // Hz
    for (int i = 0; i < edges.length; i++) {
      edges[i] = slaneyToHz(low + (high - low) * i / (mels + 1));
    }
    double hzPerBin = (double) config.sampleRate() / config.fftSize();
    double[][] bank = new double[mels][config.fftSize() / 2 + 1];
    for (int m = 0; m < mels; m++) {
      double area = (edges[m + 2] - edges[m]) / 2;
      for (int bin = 0; bin < bank[m].length; bin++) {
        bank[m][bin] = triangle(bin * hzPerBin, edges[m], edges[m + 1], edges[m + 2]) / area;
      }
    }
    return new MelFilters(bank);
  }

  /** torchaudio.compliance.kaldi.get_mel_banks: triangles over mels, of unit height. */
  static MelFilters kaldi(FrontEndConfig config) {
    int mels = config.mels();
    double low = hzToHtk(config.minHz());
    double step = (hzToHtk(config.maxHz()) - low) / (mels + 1);
    double hzPerBin = (double) config.sampleRate() / config.fftSize();
    // The bin at half the sample rate stays out, as in Kaldi.
    double[][] bank = new double[mels][config.fftSize() / 2];
    for (int m = 0; m < mels; m++) {
      double left = low + m * step;
      for (int bin = 0; bin < bank[m].length; bin++) {
        bank[m][bin] = triangle(hzToHtk(bin * hzPerBin), left, left + step, left + 2 * step);
      }
    }
    return new MelFilters(bank);
  }

  int mels() {
    return weights.length;
  }

  /** The power that filter {@code mel} lets through. */
  double energy(int mel, double[] power) {
    double[] weight = weights[mel];
    int from = first[mel];
    double sum = 0;
    for (int i = 0; i < weight.length; i++) {
      sum += weight[i] * power[from + i];
    }
    return sum;
  }

  private static double triangle(double x, double left, double centre, double right) {
    double up = (x - left) / (centre - left);
    double down = (right - x) / (right - centre);
    return Math.max(0, Math.min(up, down));
  }

  private static double hzToHtk(double hz) {
    return 1127 * Math.log(1 + hz / 700);
  }

  private static double hzToSlaney(double hz) {
    return hz < SLANEY_LOG_FROM_HZ
        ? hz / SLANEY_HZ_PER_MEL
        : SLANEY_LOG_FROM_MEL + Math.log(hz / SLANEY_LOG_FROM_HZ) / SLANEY_LOG_STEP;
  }

  private static double slaneyToHz(double mel) {
    return mel < SLANEY_LOG_FROM_MEL
        ? mel * SLANEY_HZ_PER_MEL
        : SLANEY_LOG_FROM_HZ * Math.exp(SLANEY_LOG_STEP * (mel - SLANEY_LOG_FROM_MEL));
  }
}
