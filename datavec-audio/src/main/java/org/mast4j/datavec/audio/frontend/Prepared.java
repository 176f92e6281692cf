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

  private static final int BLOCK_SAMPLES = 1 << 12;

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

  /** Fills {@code block} with the samples from {@code start} on; beyond the clip's edges are 0. */
  void copy(int start, double[] block) {
    int from = Math.min(block.length, Math.max(0, -start));
    int to = Math.max(from, Math.min(block.length, samples.length - start));
    Arrays.fill(block, 0, from, 0);
    for (int i = from; i < to; i++) {
      block[i] = samples[start + i] - mean;
    }
    Arrays.fill(block, to, block.length, 0);
  }

  private static float mean(float[] samples) {
    Prepared whole = new Prepared(samples, 0);
    double[] block = new double[BLOCK_SAMPLES];
    double sum = 0;
    for (int start = 0; start < samples.length; start += block.length) {
      whole.copy(start, block);
      sum += mean(block, 0, block.length) * block.length;
    }
    return (float) (sum / samples.length);
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
