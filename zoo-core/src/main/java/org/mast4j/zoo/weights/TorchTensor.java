package org.mast4j.zoo.weights;

import java.util.Arrays;

/**
 * A strided view of a storage.
 *
 * @param offset of its first element, in elements of its type
 * @param strides between neighbours along each dimension, in elements
 */
record TorchTensor(
    TorchStorage storage, ElementType type, long offset, long[] shape, long[] strides) {
  /**
   * @throws IllegalArgumentException if it reaches beyond its storage, or a number is negative, too
   *     large, or missing
   */
  TorchTensor {
    boolean natural = offset >= 0 && areNatural(shape) && areNatural(strides);
    if (!natural || shape.length != strides.length || shape.length > Shapes.MAX_RANK) {
      throw invalid("isn't valid", storage, offset, shape, strides);
    }
    try {
      long end = Math.addExact(offset, span(shape, strides));
      if (Math.multiplyExact(end, (long) type.bytes()) > storage.bytes()) {
        throw invalid("reaches beyond it", storage, offset, shape, strides);
      }
      Math.multiplyExact(Shapes.elements(shape), (long) type.bytes());
    } catch (ArithmeticException e) {
      throw invalid("is too large", storage, offset, shape, strides);
    }
  }

  private static boolean areNatural(long[] numbers) {
    for (long number : numbers) {
      if (number < 0) {
        return false;
      }
    }
    return true;
  }

  private static IllegalArgumentException invalid(
      String problem, TorchStorage storage, long offset, long[] shape, long[] strides) {
    return new IllegalArgumentException(
        "a view of storage %s (%d elements) %s: offset %d, shape %s, strides %s"
            .formatted(
                Quote.of(storage.key()),
                storage.length(),
                problem,
                offset,
                shortened(shape),
                shortened(strides)));
  }

  private static String shortened(long[] numbers) {
    return numbers.length <= Shapes.MAX_RANK
        ? Arrays.toString(numbers)
        : "of " + numbers.length + " dimensions";
  }

  /** From the first element to the last, in elements of the storage. */
  long span() {
    return span(shape, strides);
  }

  private static long span(long[] shape, long[] strides) {
    if (Shapes.elements(shape) == 0) {
      return 0;
    }
    long last = 0;
    for (int i = 0; i < shape.length; i++) {
      last = Math.addExact(last, Math.multiplyExact(shape[i] - 1, strides[i]));
    }
    return last + 1;
  }

  /** What it takes to read it, and to make it contiguous. */
  long bytes() {
    return Math.max(span(), Shapes.elements(shape)) * type.bytes();
  }

  /** Whether its elements, if it has any, follow each other in row-major order. */
  boolean isContiguous() {
    if (Shapes.elements(shape) == 0) {
      return true;
    }
    long expected = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      if (shape[i] != 1 && strides[i] != expected) {
        return false;
      }
      expected *= shape[i];
    }
    return true;
  }
}
