package org.mast4j.datavec.audio.frontend;

import org.mast4j.datavec.audio.Waveform;

/**
 * log(melspectrogram(y) + floor) as librosa 0.11 computes it with {@code center=True,
 * pad_mode='constant', power=2}: frame t is centred on sample t * hop and reads zeros beyond the
 * clip's edges. For outputs other than log-mel it leaves out the log.
 */
final class LibrosaFrontEnd implements FrontEnd {

  /** Frames whose samples are widened at a time. */
  private static final int BLOCK_FRAMES = 32;

  private final FrontEndConfig config;
  private final PowerSpectrum spectrum;
  private final MelFilters filters;

  /** As long as the FFT: zeros on both sides of a shorter window. */
  private final double[] window;

  private final double floor;
  private final boolean takesLog;

  LibrosaFrontEnd(FrontEndConfig config) {
    this.config = config;
    this.spectrum = new PowerSpectrum(config.fftSize());
    this.filters = MelFilters.librosa(config);
    double[] hann = Windows.hann(config.windowSamples(), config.windowSamples());
    // librosa centres a window shorter than the FFT in its frame
    this.window = new double[config.fftSize()];
    System.arraycopy(hann, 0, window, (window.length - hann.length) / 2, hann.length);
    this.floor = config.logFloor();
    this.takesLog = config.output() == FrontEndConfig.Output.LOG_MEL;
  }

  @Override
  public Spectrogram apply(Waveform waveform, int maxFrames) {
    Prepared samples = Prepared.of(waveform, config);
    int frames = Math.min(1 + samples.length() / config.hopSamples(), maxFrames);
    float[] logMel = Spectrogram.allocate(frames, config.mels());
    double[] block = new double[(BLOCK_FRAMES - 1) * config.hopSamples() + config.fftSize()];
    double[] frame = new double[config.fftSize()];
    double[] power = new double[spectrum.bins() + MelFilters.PADDING];
    double[] energies = new double[config.mels()];
    for (int t = 0; t < frames; t++) {
      if (t % BLOCK_FRAMES == 0) {
        samples.copy(t * config.hopSamples() - frame.length / 2, block);
      }
      System.arraycopy(block, t % BLOCK_FRAMES * config.hopSamples(), frame, 0, frame.length);
      for (int i = 0; i < frame.length; i++) {
        frame[i] *= window[i];
      }
      spectrum.compute(frame, power);
      filters.apply(power, energies);
      for (int m = 0; m < energies.length; m++) {
        logMel[t * energies.length + m] =
            (float) (takesLog ? TableLog.log(energies[m] + floor) : energies[m]);
      }
    }
    return new Spectrogram(logMel, frames, config.mels());
  }

  @Override
  public FrontEndConfig config() {
    return config;
  }
}
