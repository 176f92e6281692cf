package org.mast4j.datavec.audio.frontend;

import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.resample.Resampler;

/** What both front ends do to a waveform first. */
final class Preparation {

  private Preparation() {}

  /** The samples at the configured rate, less their mean if the configuration says so. */
  static float[] prepare(Waveform waveform, FrontEndConfig config) {
    float[] samples =
        Resampler.of(waveform.sampleRate(), config.sampleRate()).apply(waveform.samples());
    if (!config.subtractMean()) {
      return samples;
    }
    double sum = 0;
    for (float sample : samples) {
      sum += sample;
    }
    float mean = (float) (sum / samples.length);
    float[] centred = new float[samples.length];
    for (int i = 0; i < samples.length; i++) {
      centred[i] = samples[i] - mean;
    }
    return centred;
  }
}
