package org.mast4j.datavec.audio.augment;

import java.io.Serializable;
import java.util.random.RandomGenerator;
import org.mast4j.datavec.audio.Waveform;

/** A random change of a waveform that keeps what it sounds like. */
@FunctionalInterface
public interface WaveformAugmentation extends Serializable {

  /**
   * A changed copy of {@code clip}, of its length and rate, or {@code clip} itself; all chance
   * comes from {@code random}.
   */
  Waveform apply(Waveform clip, RandomGenerator random);

  /** This, and then {@code next} on its result. */
  default WaveformAugmentation then(WaveformAugmentation next) {
    return (clip, random) -> next.apply(apply(clip, random), random);
  }
}
