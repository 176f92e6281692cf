package org.mast4j.datavec.audio.augment;

import org.mast4j.datavec.audio.Waveform;

/** Clips that an augmentation made louder. */
final class Peak {

  private Peak() {}

  /** A clip of these samples, all of them made softer where one is beyond a clip's limit. */
  static Waveform limit(float[] samples, int sampleRate) {
    float peak = 0;
    for (float sample : samples) {
      peak = Math.max(peak, Math.abs(sample));
    }
    if (peak > Waveform.MAX_AMPLITUDE && Float.isFinite(peak)) {
      float scale = Waveform.MAX_AMPLITUDE / Math.nextUp(peak); // rounded down rather than up
      for (int i = 0; i < samples.length; i++) {
        samples[i] *= scale;
      }
    }
    return new Waveform(samples, sampleRate);
  }
}
