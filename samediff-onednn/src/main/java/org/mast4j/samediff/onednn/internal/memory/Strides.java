package org.mast4j.samediff.onednn.internal.memory;

/** Strides in elements. */
final class Strides {
  private Strides() {}

  /** Those of a dense array in the order of 'c'. */
  static long[] dense(long... shape) {
    long[] strides = new long[shape.length];
    long next = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = next;
      next *= shape[i];
    }
    return strides;
  }
}
