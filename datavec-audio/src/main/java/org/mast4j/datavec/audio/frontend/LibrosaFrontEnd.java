package org.mast4j.datavec.audio.frontend;

import java.util.Arrays;
import org.mast4j.datavec.audio.Waveform;

/**
 * log(melspectrogram(y) + floor) as librosa 0.11 computes it with {@code center=True,
 * pad_mode='constant', power=2}: frame t is centred on sample t * hop and reads zeros beyond the
 * clip's edges. For outputs other than log-mel it leaves out the log.
 */
final class LibrosaFrontEnd implements FrontEnd {

  private final FrontEndConfig config;
  private final PowerSpectrum spectrum;
  private final MelFilters filters;
  private final double[] window;
  private final double floor;
  private final boolean takesLog;

  LibrosaFrontEnd(FrontEndConfig config) {
    this.config = config;
    this.spectrum = new PowerSpectrum(config.fftSize());
    this.filters = MelFilters.librosa(config);
    this.window = Windows.hann(config.windowSamples(), config.windowSamples());
    this.floor = config.logFloor();
    this.takesLog = config.output() == FrontEndConfig.Output.LOG_MEL;
  }

  @Override
  public Spectrogram apply(Waveform waveform) {
    double[] samples = Preparation.prepare(waveform, config);
    int frames = 1 + samples.length / config.hopSamples();
    float[] logMel = new float[frames * config.mels()];
    double[] frame = new double[config.fftSize()];
    double[] power = new double[spectrum.bins()];
    double[] energies = new double[config.mels()];
    // librosa centres a window shorter than the FFT in its frame
    int windowStart = (config.fftSize() - config.windowSamples()) / 2;
    for (int t = 0; t < frames; t++) {
      Arrays.fill(frame, 0);
      int start = t * config.hopSamples() - config.fftSize() / 2 + windowStart;
      int from = Math.max(0, -start);
      int to = Math.min(window.length, samples.length - start);
      for (int i = from; i < to; i++) {
        frame[windowStart + i] = samples[start + i] * window[i];
      }
      spectrum.compute(frame, power);
      filters.apply(power, energies);
      for (int m = 0; m < energies.length; m++) {
        logMel[t * energies.length + m] =
            (float) (takesLog ? Math.log(energies[m] + floor) : energies[m]);
      }
    }
    return new Spectrogram(logMel, frames, config.mels());
  }

  @Override
  public FrontEndConfig config() {
    return config;
  }
}
