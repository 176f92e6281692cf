package org.mast4j.datavec.audio.frontend;

/** How mel filters are scaled. */
public enum MelNorm {
  /** Each has unit area over Hz (librosa's norm='slaney'). */
  SLANEY,
  /** Each peaks at 1 (librosa's norm=None, and Kaldi). */
  NONE
}
