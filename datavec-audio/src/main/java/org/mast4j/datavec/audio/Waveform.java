package org.mast4j.datavec.audio;

import java.io.Serializable;
import java.util.Objects;

/**
 * A mono clip.
 *
 * @param samples the amplitudes, nominally in [-1, 1]; at least one, all finite; not to be modified
 * @param sampleRate samples per second
 */
public record Waveform(float[] samples, int sampleRate) implements Serializable {

  public Waveform {
    Objects.requireNonNull(samples, "samples");
    if (samples.length == 0) {
      throw new IllegalArgumentException("a waveform needs at least one sample");
    }
    if (sampleRate <= 0) {
      throw new IllegalArgumentException("sampleRate must be positive, was " + sampleRate);
    }
    for (int i = 0; i < samples.length; i++) {
      if (!Float.isFinite(samples[i])) {
        throw new IllegalArgumentException("sample " + i + " is " + samples[i]);
      }
    }
  }

  /** How long the clip lasts. */
  public double seconds() {
    return (double) samples.length / sampleRate;
  }

  @Override
  public String toString() {
    return "Waveform[" + samples.length + " samples at " + sampleRate + " Hz]";
  }
}
