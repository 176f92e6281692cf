package org.mast4j.datavec.audio.frontend;

import java.util.Arrays;
import org.mast4j.datavec.audio.Waveform;

/**
 * torchaudio.compliance.kaldi.fbank(htk_compat=True, use_energy=False, window_type='hanning',
 * dither=0): frames that fit wholly into the clip, each freed of its mean and pre-emphasised.
 *
 * <p>A clip shorter than one window, which torchaudio refuses, is padded with zeros to it.
 */
final class KaldiFrontEnd implements FrontEnd {

  private final FrontEndConfig config;
  private final PowerSpectrum spectrum;
  private final MelFilters filters;
  private final double[] window;

  KaldiFrontEnd(FrontEndConfig config) {
    this.config = config;
    this.spectrum = new PowerSpectrum(config.fftSize());
    this.filters = MelFilters.kaldi(config);
    this.window = Windows.hann(config.windowSamples(), config.windowSamples() - 1);
  }

  @Override
  public Spectrogram apply(Waveform waveform) {
    float[] samples = Preparation.prepare(waveform, config);
    if (samples.length < window.length) {
      samples = Arrays.copyOf(samples, window.length);
    }
    int frames = 1 + (samples.length - window.length) / config.hopSamples();
    float[] logMel = new float[frames * config.mels()];
    double[] frame = new double[config.fftSize()];
    double[] power = new double[spectrum.bins()];
    for (int t = 0; t < frames; t++) {
      fillFrame(samples, t * config.hopSamples(), frame);
      spectrum.compute(frame, power);
      for (int m = 0; m < config.mels(); m++) {
        logMel[t * config.mels() + m] =
            (float) Math.log(Math.max(filters.energy(m, power), config.logFloor()));
      }
    }
    return new Spectrogram(logMel, frames, config.mels());
  }

  @Override
  public FrontEndConfig config() {
    return config;
  }

  /**
   * Takes the frame's own mean off, then pre-emphasis (the first sample's forerunner is itself).
   */
  private void fillFrame(float[] samples, int start, double[] frame) {
    double sum = 0;
    for (int i = 0; i < window.length; i++) {
      sum += samples[start + i];
    }
    double mean = sum / window.length;
    double previous = samples[start] - mean;
    for (int i = 0; i < window.length; i++) {
      double sample = samples[start + i] - mean;
      frame[i] = (sample - config.preEmphasis() * previous) * window[i];
      previous = sample;
    }
    Arrays.fill(frame, window.length, frame.length, 0);
  }
}
