package org.mast4j.datavec.audio.frontend;

/**
 * Lays a clip's overlapping frames side by side: row i has sample i of each. Samples a hop apart
 * are gathered once, and every row is a copy of a stretch of them.
 */
final class Framing {

  private final int hop;
  private final int frameSamples;

  /** Row j has the samples j, j + hop, j + 2 hop, ... after the first frame's start. */
  private final double[][] combs;

  /** For up to {@code frames} frames of {@code frameSamples} samples. */
  Framing(int frameSamples, int hop, int frames) {
    this.hop = hop;
    this.frameSamples = frameSamples;
    this.combs = new double[Math.min(hop, frameSamples)][frames + (frameSamples - 1) / hop];
  }

  /**
   * Takes samples.
   *
   * @param start where in the clip the first frame begins
   * @param frames how many there are
   */
  void gather(Prepared clip, long start, int frames) {
    for (int j = 0; j < combs.length; j++) {
      clip.copy(start + j, hop, combs[j], frames + (frameSamples - 1 - j) / hop);
    }
  }

  /** Sample {@code i} of each frame. */
  void copy(int i, double[] row, int frames) {
    System.arraycopy(combs[i % hop], i / hop, row, 0, frames);
  }
}
