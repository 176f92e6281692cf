package org.mast4j.datavec.audio.frontend;

/** Shape of the analysis window. */
public enum WindowShape {
  /** Half a period of a raised cosine. */
  HANN,
  /** Kaldi's own: the Hann window to the power 0.85. */
  POVEY
}
