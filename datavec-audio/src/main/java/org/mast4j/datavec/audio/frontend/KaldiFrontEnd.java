package org.mast4j.datavec.audio.frontend;

import java.util.Arrays;
import org.mast4j.datavec.audio.Waveform;

/**
 * torchaudio.compliance.kaldi.fbank(htk_compat=True, use_energy=False, window_type='hanning' or
 * 'povey', dither=0): frames that fit wholly into the clip, each freed of its mean and
 * pre-emphasised.
 *
 * <p>A clip shorter than one window, which torchaudio refuses, is padded with zeros to it.
 */
final class KaldiFrontEnd implements FrontEnd {

  /** Frames whose samples are widened at a time. */
  private static final int BLOCK_FRAMES = 32;

  private final FrontEndConfig config;
  private final PowerSpectrum spectrum;
  private final MelFilters filters;
  private final double[] window;
  private final double floor;

  KaldiFrontEnd(FrontEndConfig config) {
    this.config = config;
    this.spectrum = new PowerSpectrum(config.fftSize());
    this.filters = MelFilters.kaldi(config);
    this.window = Windows.kaldi(config.window(), config.windowSamples());
    this.floor = config.logFloor();
  }

  @Override
  public Spectrogram apply(Waveform waveform, int maxFrames) {
    Prepared samples = Prepared.of(waveform, config);
    int beyondFirst = Math.max(0, samples.length() - window.length); // a short clip is padded
    int frames = Math.min(1 + beyondFirst / config.hopSamples(), maxFrames);
    float[] logMel = Spectrogram.allocate(frames, config.mels());
    double[] block = new double[(BLOCK_FRAMES - 1) * config.hopSamples() + window.length];
    double[] frame = new double[config.fftSize()];
    double[] before = new double[window.length];
    double[] power = new double[spectrum.bins() + MelFilters.PADDING];
    double[] energies = new double[config.mels()];
    for (int t = 0; t < frames; t++) {
      if (t % BLOCK_FRAMES == 0) {
        samples.copy(t * config.hopSamples(), block);
      }
      fillFrame(block, t % BLOCK_FRAMES * config.hopSamples(), frame, before);
      spectrum.compute(frame, power);
      filters.apply(power, energies);
      for (int m = 0; m < energies.length; m++) {
        logMel[t * energies.length + m] =
            (float) TableLog.log(energies[m] > floor ? energies[m] : floor);
      }
    }
    return new Spectrogram(logMel, frames, config.mels());
  }

  @Override
  public FrontEndConfig config() {
    return config;
  }

  /**
   * Takes the frame's own mean off, then pre-emphasis (the first sample's forerunner is itself):
   * (x[i] - mean) - c (x[i-1] - mean), written so that no step waits for the one before.
   *
   * @param before room for each sample's forerunner; with both copied to the same place, the loop
   *     runs in vector instructions
   */
  private void fillFrame(double[] samples, int start, double[] frame, double[] before) {
    double c = config.preEmphasis();
    double shift = (1 - c) * Prepared.mean(samples, start, window.length);
    System.arraycopy(samples, start, frame, 0, window.length);
    System.arraycopy(samples, start, before, 1, window.length - 1);
    before[0] = samples[start];
    for (int i = 0; i < window.length; i++) {
      frame[i] = (frame[i] - c * before[i] - shift) * window[i];
    }
    Arrays.fill(frame, window.length, frame.length, 0);
  }
}
