package org.mast4j.zoo.weights;

/** Sizes that other people's files claim. */
final class Shapes {
  /** ND4J's own limit. */
  static final int MAX_RANK = 32;

  private Shapes() {}

  /**
   * The number of elements, 1 for a scalar.
   *
   * @throws ArithmeticException if it, or the strides of an empty tensor, overflow a long
   */
  static long elements(long... shape) {
    long product = 1;
    boolean empty = false;
    for (long size : shape) {
      product = Math.multiplyExact(product, Math.max(size, 1));
      empty |= size == 0;
    }
    return empty ? 0 : product;
  }
}
