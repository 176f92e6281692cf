package org.mast4j.datavec.audio.augment;

import java.util.random.RandomGenerator;
import org.mast4j.datavec.audio.Waveform;

/** A random change of a waveform. */
@FunctionalInterface
public non-sealed interface WaveformAugmentation extends Augmentation {

  /**
   * A changed copy of {@code clip}, of its length and rate, or {@code clip} itself; all chance
   * comes from {@code random}.
   */
  Waveform apply(Waveform clip, RandomGenerator random);
}
