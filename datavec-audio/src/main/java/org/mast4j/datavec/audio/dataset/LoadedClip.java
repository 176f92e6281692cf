package org.mast4j.datavec.audio.dataset;

import org.mast4j.datavec.audio.frontend.Spectrogram;

/**
 * A clip and its features.
 *
 * @param clip where they come from
 * @param features normalised log-mel, [frames, mels] of the front end
 */
public record LoadedClip(AudioClip clip, Spectrogram features) {}
