package org.mast4j.samediff.onednn.internal.memory;

import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.indexer.LongIndexer;
import org.mast4j.samediff.memory.Address;

/**
 * A number that tells what memory holds from what it held, by reading a thousandth of it: a line of
 * 64 bytes of each 64 KiB, and the last one. It misses changes between these lines, but none of 64
 * KiB of neighbours or more.
 */
public final class Fingerprint {
  private static final int LINE = 8; // longs
  private static final int PIECE = 1 << 13;
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private final LongIndexer values;
  private final long longs;

  /** Of so many bytes, 64 or more; what follows the last 8 is left out. */
  public Fingerprint(long address, long bytes) {
    this.longs = bytes / Long.BYTES;
    LongPointer pointer = new LongPointer(new Address(address));
    pointer.capacity(longs);
    this.values = LongIndexer.create(pointer);
  }

  /** Of what the memory holds now. */
  public long number() {
    long sum = line(longs - LINE);
    for (long from = 0; from + LINE <= longs; from += PIECE) {
      sum = sum * FACTOR + line(from);
    }
    return sum;
  }

  /** In the form that the processor does at one go. */
  private long line(long from) {
    return (values.get(from) + 3 * values.get(from + 1))
        + (5 * values.get(from + 2) + 7 * values.get(from + 3))
        + (11 * values.get(from + 4) + 13 * values.get(from + 5))
        + (17 * values.get(from + 6) + 19 * values.get(from + 7));
  }
}
