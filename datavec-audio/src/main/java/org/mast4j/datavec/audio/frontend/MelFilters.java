package org.mast4j.datavec.audio.frontend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Triangular filters over the bins of a power spectrum. Each is stored as the run of bins that it
 * covers, so that applying them costs a few products a bin instead of one per bin and filter. Runs
 * are cut into groups of four products, the last filled up with zeros: a filter's power is read and
 * written once for each.
 */
final class MelFilters {

  private static final int GROUP = 4;

  /** The filter of each group. */
  private final int[] filters;

  /** The first bin of each group. */
  private final int[] bins;

  /** The weights of all groups, one after the other. */
  private final double[] weights;

  private MelFilters(double[][] bank) {
    List<Integer> filterOf = new ArrayList<>();
    List<Integer> binOf = new ArrayList<>();
    for (int m = 0; m < bank.length; m++) {
      int from = 0;
      int to = bank[m].length;
      while (from < to && bank[m][from] == 0) {
        from++;
      }
      while (to > from && bank[m][to - 1] == 0) {
        to--;
      }
      for (int bin = from; bin < to; bin += GROUP) {
        filterOf.add(m);
        binOf.add(bin);
      }
    }
    filters = filterOf.stream().mapToInt(Integer::intValue).toArray();
    bins = binOf.stream().mapToInt(Integer::intValue).toArray();
    weights = new double[GROUP * bins.length];
    for (int g = 0; g < bins.length; g++) {
      double[] filter = bank[filters[g]];
      int count = Math.min(GROUP, filter.length - bins[g]);
      System.arraycopy(filter, bins[g], weights, GROUP * g, count);
    }
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
   * Writes the power that each filter lets through.
   *
   * @param power row k has bin k of each frame
   * @param frames how many of each row's values count
   * @param energies row m has filter m's of each frame
   */
  void apply(double[][] power, int frames, double[][] energies) {
    for (double[] energy : energies) {
      Arrays.fill(energy, 0, frames, 0);
    }
    int last = power.length - 1; // stands in for bins that a group has beyond it, weighed by 0
    for (int g = 0; g < bins.length; g++) {
      int bin = bins[g];
      double[] energy = energies[filters[g]];
      double[] second = power[Math.min(bin + 1, last)];
      double[] third = power[Math.min(bin + 2, last)];
      double[] fourth = power[Math.min(bin + 3, last)];
      add(energy, power[bin], second, third, fourth, weights, GROUP * g, frames);
    }
  }

  private static void add(
      double[] energy,
      double[] a,
      double[] b,
      double[] c,
      double[] d,
      double[] weights,
      int group,
      int count) {
    double weightA = weights[group];
    double weightB = weights[group + 1];
    double weightC = weights[group + 2];
    double weightD = weights[group + 3];
    for (int i = 0; i < count; i++) {
      energy[i] += (weightA * a[i] + weightB * b[i]) + (weightC * c[i] + weightD * d[i]);
    }
  }

  private static double triangle(double x, double left, double centre, double right) {
    double up = (x - left) / (centre - left);
    double down = (right - x) / (right - centre);
    return Math.max(0, Math.min(up, down));
  }
}
