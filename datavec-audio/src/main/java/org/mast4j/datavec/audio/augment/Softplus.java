package org.mast4j.datavec.audio.augment;

/**
 * log(1 + e^x) by a table, within 1e-6: mixing calls it for every value of every clip, and exp and
 * log would cost more than the rest of the augmentation.
 */
final class Softplus {

  private static final int STEPS_PER_UNIT = 512;

  /** Beyond it log(1 + e^-x) is below 1.2e-7, half a float's last place at 1. */
  private static final int RANGE = 16;

  /** log(1 + e^-x) at x = i / STEPS_PER_UNIT. */
  private static final float[] TAIL = new float[RANGE * STEPS_PER_UNIT + 2];

  static {
    for (int i = 0; i < TAIL.length; i++) {
      TAIL[i] = (float) Math.log1p(Math.exp(-(double) i / STEPS_PER_UNIT));
    }
  }

  private Softplus() {}

  static float of(float x) {
    float position = Math.min(Math.abs(x), RANGE) * STEPS_PER_UNIT;
    int i = (int) position;
    float tail = TAIL[i] + (position - i) * (TAIL[i + 1] - TAIL[i]);
    return Math.max(x, 0) + tail;
  }
}
