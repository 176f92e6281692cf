package org.mast4j.zoo.weights;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Rounding to the narrow types is tested against PyTorch in {@link CheckpointsOracleTest}. */
class HalfFloatsTest {
  @Test
  void everyPatternSurvivesWideningAndNarrowing() {
    for (int bits = 0; bits <= 0xffff; bits++) {
      short half = (short) bits;
      assertThat(HalfFloats.toBinary16(HalfFloats.fromBinary16(half))).isEqualTo(half);
      assertThat(HalfFloats.toBfloat16(HalfFloats.fromBfloat16(half))).isEqualTo(half);
    }
  }

  @Test
  void landmarksAreRight() {
    assertThat(HalfFloats.fromBinary16((short) 0x3c00)).isEqualTo(1);
    assertThat(HalfFloats.fromBinary16((short) 0xc000)).isEqualTo(-2);
    assertThat(HalfFloats.fromBinary16((short) 0x0001)).isEqualTo(0x1p-24f);
    assertThat(HalfFloats.fromBinary16((short) 0x0400)).isEqualTo(0x1p-14f);
    assertThat(HalfFloats.fromBinary16((short) 0x7bff)).isEqualTo(65504);
    assertThat(HalfFloats.fromBinary16((short) 0x7c00)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(HalfFloats.fromBinary16((short) 0x7e00)).isNaN();
    assertThat(HalfFloats.fromBfloat16((short) 0x4049)).isEqualTo(3.140625f);
  }

  @Test
  void notANumberStaysOneInFewerBits() {
    float onlyLowBits = Float.intBitsToFloat(0x7f800001);
    assertThat(HalfFloats.fromBinary16(HalfFloats.toBinary16(onlyLowBits))).isNaN();
    assertThat(HalfFloats.fromBfloat16(HalfFloats.toBfloat16(onlyLowBits))).isNaN();
  }
}
