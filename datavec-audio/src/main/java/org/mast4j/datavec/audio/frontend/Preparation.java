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
    double[] prepared = new double[samples.length];
    for (int i = 0; i < samples.length; i++) {
      prepared[i] = samples[i];
    }
    if (config.subtractMean()) {
      float mean = (float) mean(prepared, 0, prepared.length);
      for (int i = 0; i < samples.length; i++) {
        prepared[i] = samples[i] - mean;
      }
    }
    return prepared;
  }

  /** Of a stretch; by four sums, because one would wait for itself at every sample. */
  static double mean(double[] samples, int start, int length) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int end = start + length;
    int i = start;
    for (; i + 3 < end; i += 4) {
      a += samples[i];
      b += samples[i + 1];
      c += samples[i + 2];
      d += samples[i + 3];
    }
    for (; i < end; i++) {
      a += samples[i];
    }
    return ((a + b) + (c + d)) / length;
  }
}
