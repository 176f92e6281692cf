package org.mast4j.datavec.audio.frontend;

/**
 * Per-channel energy normalisation of mel power (Wang et al., arXiv 1607.05666), as librosa 0.11's
 * pcen with its default constants: each bin is divided by its own smoothed past, then compressed by
 * a root.
 */
final class Pcen implements SpectrogramStep {

  private static final double GAIN = 0.98;
  private static final double BIAS = 2;
  private static final double POWER = 0.5;
  private static final double EPS = 1e-6;
  private static final double TIME_CONSTANT = 0.4; // s

  /** Of a frame in the smoothed power. */
  private final double share;

  Pcen(FrontEndConfig config) {
    double frames = TIME_CONSTANT * config.sampleRate() / config.hopSamples();
    this.share = (Math.sqrt(1 + 4 * frames * frames) - 1) / (2 * frames * frames);
  }

  @Override
  public Spectrogram apply(Spectrogram power) {
    float[] values = new float[power.values().length];
    for (int m = 0; m < power.mels(); m++) {
      double smoothed = 1; // librosa begins with the steady state of power 1
      for (int t = 0; t < power.frames(); t++) {
        double now = power.at(t, m);
        smoothed += share * (now - smoothed);
        double normalised = now * Math.pow(EPS + smoothed, -GAIN);
        values[t * power.mels() + m] =
            (float) (Math.pow(normalised + BIAS, POWER) - Math.pow(BIAS, POWER));
      }
    }
    return new Spectrogram(values, power.frames(), power.mels());
  }
}
