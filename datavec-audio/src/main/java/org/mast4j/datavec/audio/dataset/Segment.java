package org.mast4j.datavec.audio.dataset;

/**
 * A part of a file.
 *
 * @param start in seconds, at least 0
 * @param end in seconds, exclusive, after start
 */
public record Segment(double start, double end) {

  public Segment {
    if (!(start >= 0 && end > start && Double.isFinite(end))) {
      throw new IllegalArgumentException(
          "a segment must be 0 <= start < end, was [" + start + ", " + end + ")");
    }
  }
}
