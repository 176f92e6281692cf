package org.mast4j.datavec.audio.decode;

import org.mast4j.settings.Require;

/**
 * A part of a file.
 *
 * @param start in seconds, at least 0
 * @param end in seconds, exclusive, after start; behind the file's end it means that end
 */
public record Segment(double start, double end) {

  /** All of a file. */
  public static final Segment WHOLE = new Segment(0, Double.MAX_VALUE);

  public Segment {
    Require.notNegative("start", start);
    Require.that(end > start && Double.isFinite(end), "end", end, "a number above start " + start);
  }

  /** Its first sample. */
  long firstSample(int sampleRate) {
    return Math.round(start * sampleRate);
  }

  /** The sample after its last one; it has one at least. */
  long endSample(int sampleRate) {
    return Math.max(firstSample(sampleRate) + 1, Math.round(end * sampleRate));
  }
}
