package org.mast4j.datavec.audio.augment;

import java.io.Serializable;
import org.mast4j.settings.ByName;

/**
 * A random change of a clip that keeps what it sounds like; in {@link Views} it is one of a list.
 *
 * <p>One that settings can list is a record of its settings. It stands among the services of this
 * interface, and its public constructor without arguments has the defaults; settings name it by its
 * type's name in lower case: {@code spec-augment} is SpecAugment.
 */
@ByName(Augmentations.class)
public sealed interface Augmentation extends Serializable
    permits WaveformAugmentation, WaveformMixup, LogMelAugmentation {}
