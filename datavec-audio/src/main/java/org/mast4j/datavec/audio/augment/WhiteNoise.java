package org.mast4j.datavec.audio.augment;

import java.util.random.RandomGenerator;

/** Gaussian noise with the same power at all frequencies. */
public record WhiteNoise() implements NoiseSource {

  @Override
  public float[] draw(int length, int sampleRate, RandomGenerator random) {
    float[] noise = new float[length];
    for (int i = 0; i < length; i++) {
      noise[i] = (float) random.nextGaussian();
    }
    return noise;
  }
}
