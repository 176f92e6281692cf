package org.mast4j.datavec.audio.resample;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Band-limited resampling by a rational ratio: a Kaiser-windowed sinc, one set of taps for each
 * phase that the output's positions take between input samples.
 *
 * <p>The pass band reaches 93 % of the lower of the two Nyquist rates; what lies above that Nyquist
 * rate is suppressed by 100 dB. Safe to share by threads.
 */
public final class Resampler {

  /** Zero crossings of the sinc on either side: sets the transition's width. */
  private static final int ZERO_CROSSINGS = 96;

  /** Kaiser's beta for 100 dB: 0.1102 (100 - 8.7). */
  private static final double KAISER_BETA = 10.06;

  /**
   * Width of the transition band, as a share of the lower Nyquist rate, for that length and beta.
   */
  private static final double TRANSITION = 0.067;

  /** Tables larger than this many taps are not kept between calls (44.1 kHz to 16 kHz: 85,000). */
  private static final int MAX_CACHED_TAPS = 1 << 20;

  /** Clips come in a handful of rates; a folder of damaged headers must not fill the memory. */
  private static final int MAX_CACHED = 16;

  private static final Map<Long, Resampler> CACHE = new ConcurrentHashMap<>();

  /** L, output samples per {@link #down} input samples. */
  private final int up;

  /** M. */
  private final int down;

  /** [up][taps]: the taps of each phase; empty where the rates are equal. */
  private final float[][] phases;

  /** The first tap lies this many input samples before the output's position, rounded down. */
  private final int reach;

  private Resampler(int up, int down) {
    this.up = up;
    this.down = down;
    if (up == down) {
      this.reach = 0;
      this.phases = new float[0][];
      return;
    }
    double cutoff =
        Math.min(1.0, (double) up / down) * (1 - TRANSITION / 2); // of the input's Nyquist
    double halfWidth = ZERO_CROSSINGS * Math.max(1.0, (double) down / up); // input samples
    this.reach = (int) Math.ceil(halfWidth);
    this.phases = new float[up][2 * reach];
    for (int phase = 0; phase < up; phase++) {
      for (int tap = 0; tap < 2 * reach; tap++) {
        double distance = tap - (reach - 1) - (double) phase / up;
        phases[phase][tap] =
            (float) (cutoff * sinc(cutoff * distance) * kaiser(distance / halfWidth));
      }
    }
  }

  /** The resampler from one rate to another, in Hz. */
  public static Resampler of(int fromRate, int toRate) {
    if (fromRate <= 0 || toRate <= 0) {
      throw new IllegalArgumentException(
          "rates must be positive, were " + fromRate + " and " + toRate);
    }
    int divisor = gcd(fromRate, toRate);
    int up = toRate / divisor;
    int down = fromRate / divisor;
    long key = (long) up << 32 | down;
    Resampler cached = CACHE.get(key);
    if (cached != null) {
      return cached;
    }
    Resampler made = new Resampler(up, down);
    if (CACHE.size() < MAX_CACHED && (long) up * 2 * made.reach <= MAX_CACHED_TAPS) {
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
      throw new IllegalArgumentException("a clip of " + length + " samples is too long");
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

  /** The Kaiser window at x in [-1, 1]. */
  private static double kaiser(double x) {
    return Math.abs(x) > 1
        ? 0
        : besselI0(KAISER_BETA * Math.sqrt(1 - x * x)) / besselI0(KAISER_BETA);
  }

  /** The modified Bessel function of order zero, by its power series. */
  private static double besselI0(double x) {
    double term = 1;
    double sum = 1;
    for (int k = 1; term > sum * 1e-17; k++) {
      term *= (x / (2 * k)) * (x / (2 * k));
      sum += term;
    }
    return sum;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
