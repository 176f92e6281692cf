package org.mast4j.datavec.audio.augment;

import java.io.Serializable;
import java.util.random.RandomGenerator;
import org.mast4j.settings.ByName;

/** Where {@link AddNoise} takes its noise from. */
@ByName(NoiseSources.class)
public interface NoiseSource extends Serializable {

  /**
   * Noise of any loudness.
   *
   * @param length samples wanted, at least 1
   * @param sampleRate of the clip that it is for, in Hz
   * @return [length]
   */
  float[] draw(int length, int sampleRate, RandomGenerator random);
}
