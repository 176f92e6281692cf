package org.mast4j.datavec.audio.augment;

import java.util.random.RandomGenerator;
import org.mast4j.datavec.audio.frontend.Spectrogram;

/** A random change of a log-mel spectrogram. */
@FunctionalInterface
public non-sealed interface LogMelAugmentation extends Augmentation {

  /**
   * A changed copy of {@code clip}, or {@code clip} itself; all chance comes from {@code random}.
   */
  Spectrogram apply(Spectrogram clip, RandomGenerator random);
}
