package org.mast4j.datavec.audio.augment;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.Serializable;
import java.util.random.RandomGenerator;

/** Where {@link AddNoise} takes its noise from. */
public interface NoiseSource extends Serializable {

  /**
   * Noise of any loudness.
   *
   * @param length samples wanted, at least 1
   * @param sampleRate of the clip that it is for, in Hz
   * @return [length]
   */
  float[] draw(int length, int sampleRate, RandomGenerator random);

  /** What settings call it. */
  @JsonValue
  String text();

  /** The noise that settings call {@code text}. */
  @JsonCreator
  static NoiseSource of(String text) {
    return switch (text) {
      case WhiteNoise.TEXT -> new WhiteNoise();
      case PinkNoise.TEXT -> new PinkNoise();
      default ->
          throw new IllegalArgumentException(
              "noise %s; expected %s or %s".formatted(text, WhiteNoise.TEXT, PinkNoise.TEXT));
    };
  }
}
