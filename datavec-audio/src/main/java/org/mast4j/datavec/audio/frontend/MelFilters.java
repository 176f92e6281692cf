package org.mast4j.datavec.audio.frontend;

import java.util.Arrays;

/**
 * Triangular filters over the bins of a power spectrum. Each is stored as the run of bins that it
 * covers, so that applying them costs a few products a bin instead of one per bin and filter. Runs
 * are filled up with zeros to whole groups of four products: filters that grow smoothly then need
 * loops that grow smoothly, which a processor foresees.
 */
final class MelFilters {

  /** Zeros that must follow the spectrum, for the groups that reach beyond it. */
  static final int PADDING = 3;

  /** The first bin of each filter. */
  private final int[] firstBin;

  /** Where each filter's weights begin, and at the end where the last one's end. */
  private final int[] offsets;

  /** The weights of all filters, one after the other. */
  private final double[] weights;

  private MelFilters(double[][] bank) {
    firstBin = new int[bank.length];
    offsets = new int[bank.length + 1];
    double[] runs = new double[0];
    for (int m = 0; m < bank.length; m++) {
      int from = 0;
      int to = bank[m].length;
      while (from < to && bank[m][from] == 0) {
        from++;
      }
      while (to > from && bank[m][to - 1] == 0) {
        to--;
      }
      firstBin[m] = from;
      offsets[m + 1] = offsets[m] + (to - from + 3) / 4 * 4;
      runs = Arrays.copyOf(runs, offsets[m + 1]);
      System.arraycopy(bank[m], from, runs, offsets[m], to - from);
    }
    weights = runs;
  }

  /** librosa.filters.mel: triangles over Hz. */
  static MelFilters librosa(FrontEndConfig config) {
    int mels = config.mels();
    double low = config.melScale().toMels(config.minHz());
    double high = config.melScale().toMels(config.maxHz());
    double[] edges = new double[mels + 2]; // Hz
    for (int i = 0; i < edges.length; i++) {
      edges[i] = config.melScale().toHz(low + (high - low) * i / (mels + 1));
    }
    double hzPerBin = (double) config.sampleRate() / config.fftSize();
    double[][] bank = new double[mels][config.fftSize() / 2 + 1];
    for (int m = 0; m < mels; m++) {
      double area = config.melNorm() == MelNorm.SLANEY ? (edges[m + 2] - edges[m]) / 2 : 1;
      for (int bin = 0; bin < bank[m].length; bin++) {
        bank[m][bin] = triangle(bin * hzPerBin, edges[m], edges[m + 1], edges[m + 2]) / area;
      }
    }
    return new MelFilters(bank);
  }

  /** torchaudio.compliance.kaldi.get_mel_banks: triangles over mels, of unit height. */
  static MelFilters kaldi(FrontEndConfig config) {
    int mels = config.mels();
    double low = MelScale.HTK.toMels(config.minHz());
    double step = (MelScale.HTK.toMels(config.maxHz()) - low) / (mels + 1);
    double hzPerBin = (double) config.sampleRate() / config.fftSize();
    // The bin at half the sample rate stays out, as in Kaldi.
    double[][] bank = new double[mels][config.fftSize() / 2];
    for (int m = 0; m < mels; m++) {
      double left = low + m * step;
      for (int bin = 0; bin < bank[m].length; bin++) {
        bank[m][bin] =
            triangle(MelScale.HTK.toMels(bin * hzPerBin), left, left + step, left + 2 * step);
      }
    }
    return new MelFilters(bank);
  }

  /**
   * Writes the power that each filter lets through into {@code energies}.
   *
   * @param power of the bins, and {@link #PADDING} zeros
   */
  void apply(double[] power, double[] energies) {
    for (int m = 0; m < energies.length; m++) {
      int bin = firstBin[m];
      double sum = 0;
      for (int i = offsets[m]; i < offsets[m + 1]; i += 4, bin += 4) {
        sum +=
            (weights[i] * power[bin] + weights[i + 1] * power[bin + 1])
                + (weights[i + 2] * power[bin + 2] + weights[i + 3] * power[bin + 3]);
      }
      energies[m] = sum;
    }
  }

  private static double triangle(double x, double left, double centre, double right) {
    double up = (x - left) / (centre - left);
    double down = (right - x) / (right - centre);
    return Math.max(0, Math.min(up, down));
  }
}
