package org.mast4j.samediff.memory;

import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A pointer to memory that somebody else frees. */
public final class Address extends Pointer {
  public Address(long address) {
    super((Pointer) null);
    this.address = address;
  }

  /** Where an array starts; {@code data().address()} forgets a view's offset. */
  public static Address of(INDArray array) {
    return new Address(array.isEmpty() ? 0 : array.data().addressPointer().address());
  }

  /** Whether an array's elements are the neighbours in memory that 'c' makes of them. */
  public static boolean isDense(INDArray array) {
    long next = 1;
    for (int i = array.rank() - 1; i >= 0; i--) {
      if (array.size(i) != 1 && array.stride(i) != next) {
        return false;
      }
      next *= array.size(i);
    }
    return true;
  }
}
