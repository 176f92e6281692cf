package org.mast4j.samediff.onednn.internal.memory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** One buffer for all scratch storages of a plan, of which those never used at once overlap. */
public final class Arena implements AutoCloseable {
  /** FLOAT elements that a storage's start is a multiple of: 256 bytes. */
  private static final long ALIGNMENT = 64;

  /** Large pages start at multiples of 2 MB. */
  private static final long PAGE_BYTES = 1 << 21;

  private static final int FLOAT_BYTES = 4;

  /** A storage from one FLOAT element of the arena to another. */
  private record Placed(Storage storage, long from, long to) {}

  private static final Comparator<Placed> LOWEST_FIRST = Comparator.comparingLong(Placed::from);

  private final DataBuffer buffer;
  private final long bytes;

  private Arena(DataBuffer buffer, long bytes) {
    this.buffer = buffer;
    this.bytes = bytes;
  }

  /** Gives each storage its place: the largest first, each at the lowest free offset. */
  public static Arena of(List<Storage> storages) {
    List<Storage> sorted =
        storages.stream()
            .filter(storage -> storage.isScratch() && storage.last() >= 0)
            .sorted(Comparator.comparingLong(Storage::bytes).reversed())
            .toList();
    List<Placed> placed = new ArrayList<>(); // the lowest first
    long top = 0;
    for (Storage storage : sorted) {
      long floats = (storage.bytes() + FLOAT_BYTES - 1) / FLOAT_BYTES;
      long size = (floats + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      long from = lowestFree(storage, size, placed);
      Placed next = new Placed(storage, from, from + size);
      int index = Collections.binarySearch(placed, next, LOWEST_FIRST);
      placed.add(index < 0 ? -index - 1 : index, next);
      top = Math.max(top, from + size);
    }
    long elements = top + PAGE_BYTES / FLOAT_BYTES;
    DataBuffer buffer = Nd4j.createBuffer(DataType.FLOAT, elements, false);
    long skew = (PAGE_BYTES - buffer.address() % PAGE_BYTES) % PAGE_BYTES / FLOAT_BYTES;
    placed.forEach(p -> p.storage().place(buffer, skew + p.from()));
    return new Arena(buffer, elements * FLOAT_BYTES);
  }

  /**
   * The lowest offset at which so much fits between those that are in use while a storage is; a
   * plain loop, as a plan has thousands of them.
   */
  private static long lowestFree(Storage storage, long size, List<Placed> placed) {
    long from = 0;
    for (Placed other : placed) {
      if (other.storage().first() > storage.last() || storage.first() > other.storage().last()) {
        continue;
      }
      if (from + size <= other.from()) {
        break;
      }
      from = Math.max(from, other.to());
    }
    return from;
  }

  public long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    buffer.close();
  }
}
