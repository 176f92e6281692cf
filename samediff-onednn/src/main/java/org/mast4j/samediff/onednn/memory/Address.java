package org.mast4j.samediff.onednn.memory;

import org.bytedeco.javacpp.Pointer;

/** A pointer to memory that somebody else frees. */
public final class Address extends Pointer {
  public Address(long address) {
    super((Pointer) null);
    this.address = address;
  }
}
