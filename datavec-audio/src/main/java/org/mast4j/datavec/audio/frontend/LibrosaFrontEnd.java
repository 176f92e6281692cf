package org.mast4j.datavec.audio.frontend;

/**
 * log(melspectrogram(y) + floor) as librosa 0.11 computes it with {@code center=True,
 * pad_mode='constant', power=2}: frame t is centred on sample t * hop and reads zeros beyond the
 * clip's edges. For outputs other than log-mel it leaves out the log.
 */
final class LibrosaFrontEnd extends FramedFrontEnd {

  private final int hop;

  /** As long as the FFT: zeros on both sides of a shorter window. */
  private final double[] window;

  private final double floor;
  private final boolean takesLog;

  LibrosaFrontEnd(FrontEndConfig config) {
    super(config, MelFilters.librosa(config), config.fftSize());
    this.hop = config.hopSamples();
    double[] hann = Windows.hann(config.windowSamples(), config.windowSamples());
    // librosa centres a window shorter than the FFT in its frame
    this.window = new double[config.fftSize()];
    System.arraycopy(hann, 0, window, (window.length - hann.length) / 2, hann.length);
    this.floor = config.logFloor();
    this.takesLog = config.output() == FrontEndConfig.Output.LOG_MEL;
  }

  @Override
  int frames(int samples) {
    return 1 + samples / hop;
  }

  @Override
  int start() {
    return -window.length / 2;
  }

  @Override
  void window(Framing framing, int frames, double[][] samples, double[] sums) {
    for (int i = 0; i < window.length; i++) {
      framing.copy(i, samples[i], frames);
      scale(samples[i], window[i], frames);
    }
  }

  @Override
  void level(double[] energies, int count) {
    if (takesLog) {
      for (int i = 0; i < count; i++) {
        energies[i] = TableLog.log(energies[i] + floor);
      }
    }
  }

  private static void scale(double[] row, double weight, int count) {
    for (int i = 0; i < count; i++) {
      row[i] *= weight;
    }
  }
}
