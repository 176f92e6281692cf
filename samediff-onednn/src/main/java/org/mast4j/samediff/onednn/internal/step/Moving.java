package org.mast4j.samediff.onednn.internal.step;

import org.bytedeco.dnnl.memory;
import org.mast4j.samediff.memory.Address;
import org.mast4j.samediff.onednn.internal.memory.StridedView;

/** A kernel's argument that is another part of a view at each use; all parts lie alike. */
final class Moving {
  private final StridedView whole;
  private final memory memory;
  private long address;

  /**
   * Of a view that has an address.
   *
   * @param part the one to begin with
   */
  Moving(StridedView whole, StridedView part) {
    this.whole = whole;
    this.address = part.address();
    this.memory = PrimitiveStep.memory(address, PrimitiveStep.desc(part));
  }

  memory memory() {
    return memory;
  }

  /** Is the part from here on, counted in bytes from the view's start. */
  void to(long offset) {
    long next = whole.address() + offset;
    if (next != address) {
      memory.set_data_handle(new Address(next));
      address = next;
    }
  }
}
