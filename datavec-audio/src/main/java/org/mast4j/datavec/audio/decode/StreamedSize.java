package org.mast4j.datavec.audio.decode;

/** Sizes of sample data as their writers left them: one to a pipe can't come back to mend its. */
final class StreamedSize {

  /**
   * What writers put where they don't know: the largest signed and unsigned int (FFmpeg, LAME,
   * arecord; 4095 less, sox and espeak-ng), two thousand million, and sox in AIFF.
   */
  private static final long[] PLACEHOLDERS = {
    0x7FFF_FFFFL, 0xFFFF_FFFFL, 2_000_000_000L, 0x7F00_0000L
  };

  /** They take headers off or add them, and round to pages or frames: sometimes both. */
  private static final long SLACK = 8192;

  /** Half of what a signed long holds: no file is as long, and Wave64 and RF64 fill that up. */
  private static final long MAX_BYTES = Long.MAX_VALUE / 2;

  private StreamedSize() {}

  /**
   * The bytes of samples that a file has: those that it {@code declared}, which may be more than
   * the {@code held} ones if it is truncated, or all that are held where its writer didn't know.
   *
   * @param declared unsigned
   */
  static long resolve(long declared, long held) {
    return declared == 0 || Long.compareUnsigned(declared, held) > 0 && isPlaceholder(declared)
        ? Math.max(0, held)
        : declared;
  }

  private static boolean isPlaceholder(long declared) {
    if (Long.compareUnsigned(declared, MAX_BYTES) >= 0) {
      return true;
    }
    for (long placeholder : PLACEHOLDERS) {
      if (Math.abs(declared - placeholder) <= SLACK) {
        return true;
      }
    }
    return false;
  }
}
