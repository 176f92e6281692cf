package org.mast4j.datavec.audio.augment;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.Serializable;

/**
 * A random change of a clip that keeps what it sounds like; in {@link Views} it is one of a list.
 *
 * <p>One that settings can list by name is a record of its settings with a {@code JsonTypeName} and
 * a public constructor without arguments for its defaults, and stands among the services of this
 * interface.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = Augmentation.NAME)
public sealed interface Augmentation extends Serializable
    permits WaveformAugmentation, WaveformMixup, LogMelAugmentation {

  /** The key that names an augmentation among its settings. */
  String NAME = "name";
}
