package org.mast4j.samediff.onednn.internal.memory;

import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.indexer.LongIndexer;
import org.mast4j.samediff.memory.Address;

/**
 * What memory held, compared with what it holds by reading a 64th of it: of each 4 KiB one line of
 * 64 bytes, another one at each comparison, and the first and the last line at each. So a change of
 * 8 KiB of neighbours is found at once, and that of a single element after 64 comparisons at the
 * latest. Not to be used by two threads at once.
 */
public final class Fingerprint {
  /** Lines of a page, and comparisons until all have been read. */
  static final int LINES = 64;

  private static final int LINE = 8; // longs
  private static final int PAGE = LINES * LINE;

  /** Neighbouring pages show lines far from each other. */
  private static final int STEP = 37;

  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private final long[] sums = new long[LINES];
  private int turn;

  private Fingerprint() {}

  /** Reads all of it: 8 bytes or more, a multiple of 4. */
  public static Fingerprint of(long address, long bytes) {
    Fingerprint fingerprint = new Fingerprint();
    try (Memory memory = new Memory(address, bytes)) {
      for (int i = 0; i < LINES; i++) {
        fingerprint.sums[i] = memory.sum(i);
      }
    }
    return fingerprint;
  }

  /** Whether what is read of the memory this time is as it was. */
  public boolean matches(long address, long bytes) {
    turn = (turn + 1) % LINES;
    try (Memory memory = new Memory(address, bytes)) {
      return memory.sum(turn) == sums[turn];
    }
  }

  /** Of longs; half a long at the end counts with the half before it. */
  private static final class Memory implements AutoCloseable {
    private final long longs;
    private final LongIndexer values;
    private final long tail;

    Memory(long address, long bytes) {
      this.longs = bytes / Long.BYTES;
      this.values = LongIndexer.create(pointer(address, longs));
      this.tail = bytes % Long.BYTES == 0 ? 0 : pointer(address + bytes - Long.BYTES, 1).get();
    }

    private static LongPointer pointer(long address, long capacity) {
      LongPointer pointer = new LongPointer(new Address(address));
      pointer.capacity(capacity);
      return pointer;
    }

    long sum(int turn) {
      long sum = line(0, Math.min(LINE, longs)) * FACTOR + tail;
      sum = sum * FACTOR + line(Math.max(0, longs - LINE), longs);
      for (long page = 0; page * PAGE < longs; page++) {
        long from = page * PAGE + (turn + page * STEP) % LINES * LINE;
        if (from + LINE <= longs) {
          sum = sum * FACTOR + line(from);
        }
      }
      return sum;
    }

    /** A whole line, in the form that the processor does at one go. */
    private long line(long from) {
      return (values.get(from) + 3 * values.get(from + 1))
          + (5 * values.get(from + 2) + 7 * values.get(from + 3))
          + (11 * values.get(from + 4) + 13 * values.get(from + 5))
          + (17 * values.get(from + 6) + 19 * values.get(from + 7));
    }

    private long line(long from, long to) {
      long sum = 0;
      for (long i = from; i < to; i++) {
        sum = sum * FACTOR + values.get(i);
      }
      return sum;
    }

    @Override
    public void close() {
      values.release();
    }
  }
}
