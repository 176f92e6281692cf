package org.mast4j.datavec.audio.frontend;

/** A step from one spectrogram of a whole clip to another. Safe to share by threads. */
@FunctionalInterface
interface SpectrogramStep {
  Spectrogram apply(Spectrogram spectrogram);
}
