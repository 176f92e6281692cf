package org.mast4j.datavec.audio.augment;

import java.io.Serializable;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.mast4j.settings.ByName;

/** Where {@link AddNoise} takes its noise from. */
@ByName(NoiseSource.Names.class)
public interface NoiseSource extends Serializable {

  /**
   * Noise of any loudness.
   *
   * @param length samples wanted, at least 1
   * @param sampleRate of the clip that it is for, in Hz
   * @return [length]
   */
  float[] draw(int length, int sampleRate, RandomGenerator random);

  /** Those that settings can name. */
  final class Names implements Supplier<Map<String, Class<? extends Record>>> {
    @Override
    public Map<String, Class<? extends Record>> get() {
      return Map.of(
          "white", WhiteNoise.class, "pink", PinkNoise.class, "recorded", NoiseClips.class);
    }
  }
}
