package org.mast4j.datavec.audio.frontend;

/**
 * The natural logarithm, to 1e-11 of Math.log and several times as fast: log(2^e m) = e log 2 + log
 * c + log(1 + r), where c is the middle of one of 256 intervals of the mantissa m, log c stands in
 * a table, and r = m / c - 1 lies within 1/512, so that three terms of its series do.
 */
final class TableLog {

  private static final int INDEX_BITS = 8;
  private static final int MANTISSA_BITS = 52;
  private static final long MANTISSA_MASK = (1L << MANTISSA_BITS) - 1;
  private static final long BITS_OF_ONE = Double.doubleToRawLongBits(1);
  private static final int EXPONENT_BIAS = 1023;
  private static final double LOG_2 = Math.log(2);

  /** 1 / c and log c of each interval, alternating. */
  private static final double[] TABLE = new double[2 << INDEX_BITS];

  static {
    for (int i = 0; i < 1 << INDEX_BITS; i++) {
      double middle = 1 + (i + 0.5) / (1 << INDEX_BITS);
      TABLE[2 * i] = 1 / middle;
      TABLE[2 * i + 1] = Math.log(middle);
    }
  }

  private TableLog() {}

  /** Of any double; zero, subnormal doubles, infinity, negative numbers and NaN as Math.log. */
  static double log(double x) {
    if (!(x >= Double.MIN_NORMAL && x <= Double.MAX_VALUE)) {
      return Math.log(x);
    }
    long bits = Double.doubleToRawLongBits(x);
    int exponent = (int) (bits >>> MANTISSA_BITS) - EXPONENT_BIAS;
    long mantissa = bits & MANTISSA_MASK;
    int index = (int) (mantissa >>> (MANTISSA_BITS - INDEX_BITS)) << 1;
    double r = Double.longBitsToDouble(mantissa | BITS_OF_ONE) * TABLE[index] - 1;
    return exponent * LOG_2 + TABLE[index + 1] + r * (1 + r * (r * (1.0 / 3) - 0.5));
  }
}
