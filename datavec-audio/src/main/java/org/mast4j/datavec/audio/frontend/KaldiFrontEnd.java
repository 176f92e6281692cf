package org.mast4j.datavec.audio.frontend;

import java.util.Arrays;

/**
 * torchaudio.compliance.kaldi.fbank(htk_compat=True, use_energy=False, window_type='hanning' or
 * 'povey', dither=0): frames that fit wholly into the clip, each freed of its mean and
 * pre-emphasised.
 *
 * <p>A clip shorter than one window, which torchaudio refuses, is padded with zeros to it.
 */
final class KaldiFrontEnd extends FramedFrontEnd {

  private final int hop;
  private final double preEmphasis;
  private final double[] window;
  private final double floor;

  KaldiFrontEnd(FrontEndConfig config) {
    super(config, MelFilters.kaldi(config), config.windowSamples());
    this.hop = config.hopSamples();
    this.preEmphasis = config.preEmphasis();
    this.window = Windows.kaldi(config.window(), config.windowSamples());
    this.floor = config.logFloor();
  }

  @Override
  int frames(int samples) {
    int beyondFirst = Math.max(0, samples - window.length); // a short clip is padded
    return 1 + beyondFirst / hop;
  }

  @Override
  int start() {
    return 0;
  }

  /**
   * Takes the frame's own mean off, then pre-emphasis (the first sample's forerunner is itself):
   * (x[i] - mean) - c (x[i-1] - mean).
   */
  @Override
  void window(Framing framing, int frames, double[][] samples, double[] sums) {
    Arrays.fill(sums, 0, frames, 0);
    for (int i = 0; i < window.length; i++) {
      framing.copy(i, samples[i], frames);
      add(sums, samples[i], frames);
    }
    double share = (1 - preEmphasis) / window.length; // of the sum, in each value
    for (int i = window.length - 1; i >= 0; i--) { // backwards, as each needs the one before
      double[] before = samples[Math.max(0, i - 1)];
      emphasise(samples[i], before, preEmphasis, sums, share, window[i], frames);
    }
    for (int i = window.length; i < samples.length; i++) {
      Arrays.fill(samples[i], 0, frames, 0);
    }
  }

  @Override
  void level(double[] energies, int count) {
    for (int i = 0; i < count; i++) {
      double energy = energies[i];
      energies[i] = TableLog.log(energy > floor ? energy : floor);
    }
  }

  private static void add(double[] sum, double[] row, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] += row[i];
    }
  }

  private static void emphasise(
      double[] row,
      double[] before,
      double preEmphasis,
      double[] sums,
      double share,
      double weight,
      int count) {
    for (int i = 0; i < count; i++) {
      row[i] = (row[i] - preEmphasis * before[i] - share * sums[i]) * weight;
    }
  }
}
