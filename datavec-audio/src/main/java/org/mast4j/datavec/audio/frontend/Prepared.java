package org.mast4j.datavec.audio.frontend;

import java.util.Arrays;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.resample.Resampler;

/**
 * What both front ends make of a waveform first: samples at the configured rate, less their mean if
 * the configuration says so. Both are rounded to float, as the reference does it.
 *
 * <p>The mean is taken off where a sample is read: hours of audio shall be in memory once.
 */
final class Prepared {

  private final float[] samples;
  private final float shift;

  private Prepared(float[] samples, float shift) {
    this.samples = samples;
    this.shift = shift;
  }

  /** A clip as a front end needs it. */
  static Prepared of(Waveform waveform, FrontEndConfig config) {
    float[] samples =
        Resampler.of(waveform.sampleRate(), config.sampleRate(), config.resampling())
            .apply(waveform.samples());
    Prepared all = new Prepared(samples, 0);
    return config.subtractMean() ? new Prepared(samples, (float) all.mean(0, samples.length)) : all;
  }

  int length() {
    return samples.length;
  }

  /** The same with zeros behind it, up to {@code length}. */
  Prepared padded(int length) {
    float[] padded = Arrays.copyOf(samples, length);
    for (int i = 0; i < samples.length; i++) {
      padded[i] -= shift;
    }
    return new Prepared(padded, 0);
  }

  /** Copies samples [start, start + count), widened, to a place in {@code frame}. */
  void copy(int start, int count, double[] frame, int at) {
    for (int i = 0; i < count; i++) {
      frame[at + i] = samples[start + i] - shift;
    }
  }

  /** Of a stretch; by four sums, because one would wait for itself at every sample. */
  double mean(int start, int length) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int end = start + length;
    int i = start;
    for (; i + 3 < end; i += 4) {
      a += samples[i] - shift;
      b += samples[i + 1] - shift;
      c += samples[i + 2] - shift;
      d += samples[i + 3] - shift;
    }
    for (; i < end; i++) {
      a += samples[i] - shift;
    }
    return ((a + b) + (c + d)) / length;
  }
}
