package org.mast4j.datavec.audio.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableLogTest {

  private static final double TOLERANCE = 1e-9;

  /** From one float that is tried to the next; a prime, so that all mantissa bits change. */
  private static final int STEP = 997;

  @Test
  void equalsMathLogOverAllPositiveFloats() {
    double worst = 0;
    int infinity = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
    for (int bits = 1; bits < infinity; bits += STEP) { // from the smallest subnormal on
      double x = Float.intBitsToFloat(bits);
      worst = Math.max(worst, Math.abs(TableLog.log(x) - Math.log(x)));
    }
    assertThat(worst).isLessThan(TOLERANCE);
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0x1p-23, // the front ends' floor
        1,
        0x1.fffffffffffffp-1, // the neighbours of 1
        0x1.0000000000001p0,
        2,
        Float.MIN_VALUE,
        Float.MIN_NORMAL,
        Float.MAX_VALUE,
        Double.MIN_VALUE,
        Double.MIN_NORMAL,
        Double.MAX_VALUE
      })
  void equalsMathLogAtEdges(double x) {
    assertThat(TableLog.log(x)).isCloseTo(Math.log(x), within(TOLERANCE));
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0,
        -0.0,
        -1,
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        Double.NaN,
        -Double.MIN_VALUE
      })
  void isMathLogWhereNoSeriesHelps(double x) {
    assertThat(TableLog.log(x)).isEqualTo(Double.valueOf(Math.log(x)));
  }
}
