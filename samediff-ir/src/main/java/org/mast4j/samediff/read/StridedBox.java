package org.mast4j.samediff.read;

import java.util.Arrays;
import java.util.Optional;
import org.mast4j.samediff.ir.Value;

/**
 * What {@code strided_slice} with steps of 1 cuts out.
 *
 * @param from first element
 * @param size of the box, of the input's rank
 * @param shape the same without the axes at which one point is taken
 */
record StridedBox(long[] from, long[] size, long[] shape) {
  private static final int MASKS = 5;

  /**
   * Reads the op's masks: begin, ellipsis, end, new axis, shrink axis, then begin, end and step of
   * each axis; empty for other steps, ellipses and new axes.
   */
  static Optional<StridedBox> of(OpCall call, Value x) {
    int rank = x.rank();
    long[] integers = call.integers();
    int given = (integers.length - MASKS) / 3;
    if (integers.length != MASKS + 3 * given
        || given > rank
        || integers[1] != 0
        || integers[3] != 0) {
      return Optional.empty();
    }
    long[] from = new long[rank];
    long[] size = x.shape();
    boolean[] point = new boolean[rank];
    for (int i = 0; i < given; i++) {
      long begin = bit(integers[0], i) ? 0 : wrapped(integers[MASKS + i], size[i]);
      long end = bit(integers[2], i) ? size[i] : wrapped(integers[MASKS + given + i], size[i]);
      if (integers[MASKS + 2 * given + i] != 1) {
        return Optional.empty();
      }
      point[i] = bit(integers[4], i);
      from[i] = begin;
      size[i] = point[i] ? 1 : Math.min(end, size[i]) - begin;
      if (size[i] <= 0) {
        return Optional.empty();
      }
    }
    long[] shape = new long[rank];
    int kept = 0;
    for (int i = 0; i < rank; i++) {
      if (!point[i]) {
        shape[kept++] = size[i];
      }
    }
    return Optional.of(new StridedBox(from, size, Arrays.copyOf(shape, kept)));
  }

  private static boolean bit(long mask, int index) {
    return (mask >> index & 1) != 0;
  }

  private static long wrapped(long index, long size) {
    return index < 0 ? index + size : index;
  }
}
