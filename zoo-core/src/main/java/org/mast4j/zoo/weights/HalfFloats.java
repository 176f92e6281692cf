package org.mast4j.zoo.weights;

/** 16-bit floating-point numbers; each of them survives widening and narrowing bit by bit. */
final class HalfFloats {
  private static final int FRACTION_BITS_LOST = 13;

  private HalfFloats() {}

  /** IEEE 754 binary16: 1 sign, 5 exponent (bias 15) and 10 fraction bits. */
  static float fromBinary16(short half) {
    int sign = (half & 0x8000) << Short.SIZE;
    int exponent = (half >> 10) & 0x1f;
    int fraction = half & 0x3ff;
    int magnitude =
        switch (exponent) {
          case 0 -> Float.floatToRawIntBits(Math.scalb((float) fraction, -24));
          case 0x1f -> 0x7f800000 | fraction << FRACTION_BITS_LOST;
          default -> (exponent + 112) << 23 | fraction << FRACTION_BITS_LOST;
        };
    return Float.intBitsToFloat(sign | magnitude);
  }

  /** The nearest binary16, ties to even; beyond 65,504 infinity. */
  static short toBinary16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> Short.SIZE & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      int payload = bits >>> FRACTION_BITS_LOST & 0x3ff;
      return (short) (sign | 0x7c00 | (payload == 0 ? 0x200 : payload));
    }
    if (magnitude < 0x1p-14f) {
      // Multiples of 2^-24; rint rounds ties to even, and 1024 of them are the least normal number.
      return (short) (sign | (int) Math.rint(magnitude * 0x1p24f));
    }
    int rounded = (bits & 0x7fffffff) + 0xfff + (bits >>> FRACTION_BITS_LOST & 1);
    return (short) (sign | Math.min((rounded >>> FRACTION_BITS_LOST) - (112 << 10), 0x7c00));
  }

  /** The upper half of a binary32. */
  static float fromBfloat16(short upper) {
    return Float.intBitsToFloat(upper << Short.SIZE);
  }

  /** The nearest bfloat16, ties to even. */
  static short toBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      int upper = bits >>> Short.SIZE;
      return (short) ((upper & 0x7f) == 0 ? upper | 0x40 : upper);
    }
    return (short) (bits + 0x7fff + (bits >>> Short.SIZE & 1) >>> Short.SIZE);
  }
}
