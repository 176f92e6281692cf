package org.mast4j.datavec.audio.resample;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mast4j.settings.Require;

/**
 * Band-limited resampling by a rational ratio: a windowed sinc, one set of taps for each phase that
 * the output's positions take between input samples. Safe to share by threads.
 */
public final class Resampler {

  /** Tables larger than this many taps are not kept between calls (44.1 kHz to 16 kHz: 85,000). */
  private static final int MAX_CACHED_TAPS = 1 << 20;

  /** Clips come in a handful of rates; a folder of damaged headers must not fill the memory. */
  private static final int MAX_CACHED = 16;

  /** What a resampler is made of; rates in lowest terms. */
  private record Key(int up, int down, ResamplingFilter filter) {}

  private static final Map<Key, Resampler> CACHE = new ConcurrentHashMap<>();

  /** L, output samples per {@link #down} input samples. */
  private final int up;

  /** M. */
  private final int down;

  /** [up][taps]: the taps of each phase; empty where the rates are equal. */
  private final float[][] phases;

  /** The first tap lies this many input samples before the output's position, rounded down. */
  private final int reach;

  private Resampler(Key key) {
    this.up = key.up;
    this.down = key.down;
    if (up == down) {
      this.reach = 0;
      this.phases = new float[0][];
      return;
    }
    ResamplingFilter filter = key.filter;
    double lowerRate = Math.min(1.0, (double) up / down); // of the input's
    double cutoff = lowerRate * filter.rolloff();
    double halfWidth = filter.halfWidth() / lowerRate; // input samples
    this.reach = (int) Math.ceil(halfWidth);
    this.phases = new float[up][2 * reach];
    for (int i = 0; i < up; i++) { // output samples until the phases repeat
      long position = (long) i * down;
      int first = (int) (position / up) - (reach - 1);
      float[] taps = phases[(int) (position % up)];
      for (int tap = 0; tap < taps.length; tap++) {
        double distance = filter.periods(first + tap, down, i, up) * down;
        if (Math.abs(distance) < halfWidth) {
          taps[tap] =
              (float) (cutoff * sinc(cutoff * distance) * filter.window(distance / halfWidth));
        }
      }
    }
  }

  /** The default resampler from one rate to another, in Hz. */
  public static Resampler of(int fromRate, int toRate) {
    return of(fromRate, toRate, ResamplingFilter.KAISER);
  }

  /** The resampler from one rate to another, in Hz, by a filter of choice. */
  public static Resampler of(int fromRate, int toRate, ResamplingFilter filter) {
    Require.positive("fromRate", fromRate);
    Require.positive("toRate", toRate);
    int divisor = gcd(fromRate, toRate);
    Key key = new Key(toRate / divisor, fromRate / divisor, filter);
    Resampler cached = CACHE.get(key);
    if (cached != null) {
      return cached;
    }
    Resampler made = new Resampler(key);
    if (CACHE.size() < MAX_CACHED && (long) key.up * 2 * made.reach <= MAX_CACHED_TAPS) {
      CACHE.putIfAbsent(key, made);
    }
    return made;
  }

  /**
   * Resamples a clip; beyond its edges it counts as zero.
   *
   * @return ceil(n * to / from) samples, or {@code samples} itself where the rates are equal
   */
  public float[] apply(float[] samples) {
    if (up == down) {
      return samples;
    }
    long length = ((long) samples.length * up + down - 1) / down;
    if (length > Integer.MAX_VALUE - 8) {
      throw new OutOfMemoryError("a clip of " + length + " samples doesn't fit into an array");
    }
    float[] out = new float[(int) length];
    for (int i = 0; i < out.length; i++) {
      long position = (long) i * down;
      int first = (int) (position / up) - (reach - 1);
      out[i] = dot(samples, first, phases[(int) (position % up)]);
    }
    return out;
  }

  /** Four sums, because one would wait for itself at every tap. */
  private static float dot(float[] samples, int first, float[] taps) {
    int from = Math.max(0, -first);
    int to = Math.min(taps.length, samples.length - first);
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int k = from;
    for (; k + 3 < to; k += 4) {
      a += samples[first + k] * taps[k];
      b += samples[first + k + 1] * taps[k + 1];
      c += samples[first + k + 2] * taps[k + 2];
      d += samples[first + k + 3] * taps[k + 3];
    }
    for (; k < to; k++) {
      a += samples[first + k] * taps[k];
    }
    return (a + b) + (c + d);
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
