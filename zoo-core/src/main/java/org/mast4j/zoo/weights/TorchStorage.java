package org.mast4j.zoo.weights;

/**
 * Elements of a checkpoint that one or more tensors view.
 *
 * @param key of its archive entry
 * @param length in elements
 */
record TorchStorage(ElementType type, String key, long length) {
  /**
   * @throws IllegalArgumentException if the length is negative or its bytes overflow a long
   */
  TorchStorage {
    if (length < 0 || length > Long.MAX_VALUE / type.bytes()) {
      throw new IllegalArgumentException("storage " + Quote.of(key) + " of length " + length);
    }
  }

  long bytes() {
    return length * type.bytes();
  }
}
