package org.mast4j.datavec.audio.augment;

import java.io.Serializable;
import java.util.random.RandomGenerator;
import org.mast4j.datavec.audio.frontend.Spectrogram;

/** A random change of a clip that keeps what it sounds like. */
@FunctionalInterface
public interface Augmentation extends Serializable {

  /**
   * A changed copy of {@code clip}, or {@code clip} itself; all chance comes from {@code random}.
   */
  Spectrogram apply(Spectrogram clip, RandomGenerator random);

  /** This, and then {@code next} on its result. */
  default Augmentation then(Augmentation next) {
    return (clip, random) -> next.apply(apply(clip, random), random);
  }
}
