package org.mast4j.datavec.audio.frontend;

/**
 * The natural logarithm, to 1e-9 of Math.log and four times as fast: log(2^e m) = e log 2 + log c +
 * log(1 + r), where c is the middle of one of 512 intervals of the mantissa m. The first two stand
 * in tables, and r = m / c - 1 lies within 1/1024, so that two terms of its series do.
 */
final class TableLog {

  private static final int INDEX_BITS = 9;
  private static final int INTERVALS = 1 << INDEX_BITS;
  private static final int MANTISSA_BITS = 52;
  private static final long MANTISSA_MASK = (1L << MANTISSA_BITS) - 1;
  private static final long BITS_OF_ONE = Double.doubleToRawLongBits(1);
  private static final int EXPONENTS = 1 << 11;
  private static final int EXPONENT_BIAS = 1023;

  /** e log 2 of each biased exponent. */
  private static final double[] OF_EXPONENT = new double[EXPONENTS];

  /** 1 / c and log c of each interval, alternating. */
  private static final double[] OF_MANTISSA = new double[2 * INTERVALS];

  static {
    for (int i = 0; i < EXPONENTS; i++) {
      OF_EXPONENT[i] = (i - EXPONENT_BIAS) * Math.log(2);
    }
    for (int i = 0; i < INTERVALS; i++) {
      double middle = 1 + (i + 0.5) / INTERVALS;
      OF_MANTISSA[2 * i] = 1 / middle;
      OF_MANTISSA[2 * i + 1] = Math.log(middle);
    }
  }

  private TableLog() {}

  /** Of any double; zero, subnormal doubles, infinity, negative numbers and NaN as Math.log. */
  static double log(double x) {
    if (!(x >= Double.MIN_NORMAL && x <= Double.MAX_VALUE)) {
      return Math.log(x);
    }
    long bits = Double.doubleToRawLongBits(x);
    int exponentAndIndex = (int) (bits >>> (MANTISSA_BITS - INDEX_BITS));
    int exponent = exponentAndIndex >>> INDEX_BITS & EXPONENTS - 1;
    int interval = exponentAndIndex & INTERVALS - 1;
    double mantissa = Double.longBitsToDouble(bits & MANTISSA_MASK | BITS_OF_ONE);
    double r = mantissa * OF_MANTISSA[2 * interval] - 1;
    return OF_EXPONENT[exponent] + OF_MANTISSA[2 * interval + 1] + r * (1 - 0.5 * r);
  }
}
