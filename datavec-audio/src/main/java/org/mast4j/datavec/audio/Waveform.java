package org.mast4j.datavec.audio;

import java.io.Serializable;
import java.util.Objects;
import org.mast4j.settings.Require;

/**
 * A mono clip.
 *
 * @param samples the amplitudes, nominally in [-1, 1]; at least one, none beyond {@link
 *     #MAX_AMPLITUDE} or NaN; not to be modified
 * @param sampleRate samples per second
 */
public record Waveform(float[] samples, int sampleRate) implements Serializable {

  /** Louder than any real recording: beyond it samples are damaged, or not scaled to [-1, 1]. */
  public static final float MAX_AMPLITUDE = 8;

  public Waveform {
    Objects.requireNonNull(samples, "samples");
    Require.that(samples.length > 0, "samples", "none", "one at least");
    Require.positive("sampleRate", sampleRate);
    int bad = firstBad(samples);
    if (bad >= 0) {
      throw new IllegalArgumentException(
          "sample %d is %s, no sound level; expected values in [-1, 1], or up to %s where it is too"
                  .formatted(bad, samples[bad], MAX_AMPLITUDE)
              + " loud: divide samples of 16 bits by 32768");
    }
  }

  /** A clip of these samples, which are all made softer where one is beyond the limit. */
  public static Waveform limited(float[] samples, int sampleRate) {
    float peak = 0;
    for (float sample : samples) {
      peak = Math.max(peak, Math.abs(sample));
    }
    if (peak > MAX_AMPLITUDE && Float.isFinite(peak)) {
      float scale = MAX_AMPLITUDE / Math.nextUp(peak); // rounded down rather than up
      for (int i = 0; i < samples.length; i++) {
        samples[i] *= scale;
      }
    }
    return new Waveform(samples, sampleRate);
  }

  /** The index of the first sample that is no sound level, -1 if all are. */
  public static int firstBad(float[] samples) {
    for (int i = 0; i < samples.length; i++) {
      if (!(Math.abs(samples[i]) <= MAX_AMPLITUDE)) { // NaN too
        return i;
      }
    }
    return -1;
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
