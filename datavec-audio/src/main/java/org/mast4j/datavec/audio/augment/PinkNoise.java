package org.mast4j.datavec.audio.augment;

import java.util.random.RandomGenerator;

/**
 * Gaussian noise whose power falls by 3 dB an octave, as most background noise's does: white noise
 * through Paul Kellet's filter, within 0.05 dB of that above 1/4800 of the sample rate
 * (musicdsp.org, "Pink noise filter", the refined version).
 */
public record PinkNoise() implements NoiseSource {

  /** One-pole filters, poles[i] and gains[i], whose sum is the pink spectrum. */
  private static final double[] POLES = {0.99886, 0.99332, 0.96900, 0.86650, 0.55000, -0.7616};

  private static final double[] GAINS = {
    0.0555179, 0.0750759, 0.1538520, 0.3104856, 0.5329522, -0.0168980
  };

  /** Of the white noise itself, and of its sample before. */
  private static final double DIRECT = 0.5362;

  private static final double DELAYED = 0.115926;

  /** Samples in which the slowest filter forgets that it started from silence (to 1 %). */
  private static final int WARM_UP = 4096;

  @Override
  public float[] draw(int length, int sampleRate, RandomGenerator random) {
    float[] noise = new float[length];
    double[] states = new double[POLES.length];
    double before = 0;
    for (int i = -WARM_UP; i < length; i++) {
      double white = random.nextGaussian();
      double sum = DIRECT * white + DELAYED * before;
      for (int pole = 0; pole < POLES.length; pole++) {
        states[pole] = POLES[pole] * states[pole] + GAINS[pole] * white;
        sum += states[pole];
      }
      before = white;
      if (i >= 0) {
        noise[i] = (float) sum;
      }
    }
    return noise;
  }
}
