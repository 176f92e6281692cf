package org.mast4j.datavec.audio.augment;

/**
 * Where each output position of a bicubic resize along one axis reads: four neighbours and their
 * weights, as in PyTorch's F.interpolate(mode='bicubic', align_corners=True).
 *
 * @param sources [4 * outputs] input positions, clamped to the border
 * @param weights [4 * outputs]
 */
record BicubicTaps(int[] sources, float[] weights) {

  static final int TAPS = 4;

  /** PyTorch's a (ATen/native/UpSample.h); others use -0.5. */
  private static final double A = -0.75;

  static BicubicTaps of(int inputs, int outputs) {
    int[] sources = new int[TAPS * outputs];
    float[] weights = new float[TAPS * outputs];
    double step = outputs > 1 ? (double) (inputs - 1) / (outputs - 1) : 0;
    for (int out = 0; out < outputs; out++) {
      double position = step * out;
      int left = Math.min((int) position, inputs - 1);
      double t = position - left;
      for (int tap = 0; tap < TAPS; tap++) {
        sources[TAPS * out + tap] = Math.max(0, Math.min(inputs - 1, left - 1 + tap));
      }
      weights[TAPS * out] = (float) outer(t + 1);
      weights[TAPS * out + 1] = (float) inner(t);
      weights[TAPS * out + 2] = (float) inner(1 - t);
      weights[TAPS * out + 3] = (float) outer(2 - t);
    }
    return new BicubicTaps(sources, weights);
  }

  /** The kernel for a distance in [0, 1]. */
  private static double inner(double x) {
    return ((A + 2) * x - (A + 3)) * x * x + 1;
  }

  /** The kernel for a distance in [1, 2]. */
  private static double outer(double x) {
    return ((A * x - 5 * A) * x + 8 * A) * x - 4 * A;
  }
}
