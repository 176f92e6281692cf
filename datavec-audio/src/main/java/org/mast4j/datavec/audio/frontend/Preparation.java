package org.mast4j.datavec.audio.frontend;

import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.resample.Resampler;

/** What both front ends do to a waveform first. */
final class Preparation {

  private Preparation() {}

  /**
   * The samples at the configured rate, less their mean if the configuration says so; both are
   * rounded to float, as the reference does it, and widened for what follows.
   */
  static double[] prepare(Waveform waveform, FrontEndConfig config) {
    float[] samples =
        Resampler.of(waveform.sampleRate(), config.sampleRate(), config.resampling())
            .apply(waveform.samples());
    float mean = config.subtractMean() ? mean(samples) : 0;
    double[] prepared = new double[samples.length];
    for (int i = 0; i < samples.length; i++) {
      prepared[i] = samples[i] - mean;
    }
    return prepared;
  }

  /** Two sums, because one would wait for itself at every sample. */
  private static float mean(float[] samples) {
    double even = 0;
    double odd = samples.length % 2 == 0 ? 0 : samples[samples.length - 1];
    for (int i = 0; i + 1 < samples.length; i += 2) {
      even += samples[i];
      odd += samples[i + 1];
    }
    return (float) ((even + odd) / samples.length);
  }
}
