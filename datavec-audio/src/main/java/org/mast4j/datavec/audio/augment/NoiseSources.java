package org.mast4j.datavec.audio.augment;

import java.util.Map;
import java.util.function.Supplier;

/** The sources of noise that settings can name. */
final class NoiseSources implements Supplier<Map<String, Class<? extends Record>>> {
  @Override
  public Map<String, Class<? extends Record>> get() {
    return Map.of("white", WhiteNoise.class, "pink", PinkNoise.class, "recorded", NoiseClips.class);
  }
}
