package org.mast4j.datavec.audio.frontend;

import java.util.Arrays;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.resample.Resampler;

/**
 * What both front ends make of a waveform first: samples at the configured rate, less their mean if
 * the configuration says so. Both are rounded to float, as the reference does it.
 *
 * <p>They are widened for what follows a block at a time: hours of audio shall be in memory once.
 */
final class Prepared {

  private final float[] samples;
  private final float mean;

  private Prepared(float[] samples, float mean) {
    this.samples = samples;
    this.mean = mean;
  }

  /** A clip as a front end needs it. */
  static Prepared of(Waveform waveform, FrontEndConfig config) {
    float[] samples = resample(waveform, config);
    return new Prepared(samples, config.subtractMean() ? mean(samples) : 0);
  }

  /** The samples at the configured rate; those of the clip itself if that is its own. */
  static float[] resample(Waveform waveform, FrontEndConfig config) {
    return Resampler.of(waveform.sampleRate(), config.sampleRate(), config.resampling())
        .apply(waveform.samples());
  }

  int length() {
    return samples.length;
  }

  /**
   * Fills the first {@code count} values of {@code row} with every {@code step}th sample from
   * {@code start} on; beyond the clip's edges are 0.
   */
  void copy(long start, int step, double[] row, int count) {
    int from = (int) Math.min(count, (Math.max(0, -start) + step - 1) / step);
    int to = (int) Math.max(from, Math.min(count, (samples.length - start + step - 1) / step));
    Arrays.fill(row, 0, from, 0);
    int at = (int) (start + (long) from * step);
    for (int i = from; i < to; i++) {
      row[i] = samples[at] - mean;
      at += step;
    }
    Arrays.fill(row, to, count, 0);
  }

  /** By four sums, because one would wait for itself at every sample. */
  private static float mean(float[] samples) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < samples.length; i += 4) {
      a += samples[i];
      b += samples[i + 1];
      c += samples[i + 2];
      d += samples[i + 3];
    }
    for (; i < samples.length; i++) {
      a += samples[i];
    }
    return (float) (((a + b) + (c + d)) / samples.length);
  }
}
