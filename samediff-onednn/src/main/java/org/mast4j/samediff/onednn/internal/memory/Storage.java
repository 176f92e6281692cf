package org.mast4j.samediff.onednn.internal.memory;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.mast4j.samediff.memory.Address;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Memory that one or more views share: an array of the graph, or a part of the plan's arena between
 * its first and its last use.
 */
public final class Storage {
  /** One oneDNN object that points into the storage. */
  private record Bound(memory memory, long offset) {}

  private final DataType type;
  private final long length;
  private final List<Bound> bound = new ArrayList<>();
  private INDArray array;
  private DataBuffer buffer;
  private long bufferOffset;
  private long address;
  private int first = Integer.MAX_VALUE;
  private int last = -1;

  private Storage(DataType type, long length) {
    this.type = type;
    this.length = length;
  }

  /** Memory of the arena. */
  static Storage scratch(DataType type, long length) {
    return new Storage(type, length);
  }

  /** An array of the graph, or of any type outside the arena. */
  static Storage of(INDArray array) {
    Storage storage = new Storage(array.dataType(), array.length());
    storage.bindTo(array);
    return storage;
  }

  /** Whether it has a place in the arena. */
  public boolean isScratch() {
    return array == null;
  }

  DataType type() {
    return type;
  }

  /** Bytes of all elements. */
  public long bytes() {
    return length * type.width();
  }

  public long length() {
    return length;
  }

  /** The array that it is; only where it is no scratch. */
  public INDArray array() {
    return array;
  }

  /** Lets it be another array of the same shape and strides. */
  public void bindTo(INDArray newArray) {
    array = newArray;
    buffer = newArray.data();
    address = Address.of(newArray).address();
    bound.forEach(b -> b.memory().set_data_handle(new Address(address(b.offset()))));
  }

  /** At so many FLOAT elements from the arena's start. */
  void place(DataBuffer arena, long offset) {
    buffer = arena;
    bufferOffset = offset;
    address = arena.address() + offset * arena.getElementSize();
  }

  /** The address of an element. */
  long address(long offset) {
    return address + offset * type.width();
  }

  /**
   * Keeps a oneDNN object, to be pointed elsewhere by {@link #bindTo}; steps that are prepared side
   * by side may share the storage.
   */
  public synchronized void bind(memory memory, long offset) {
    if (!isScratch()) {
      bound.add(new Bound(memory, offset));
    }
  }

  /** A dense array of the given shape on this memory, which is FLOAT. */
  INDArray view(long offset, long... shape) {
    long count = 1;
    for (long size : shape) {
      count *= size;
    }
    DataBuffer part = Nd4j.createBuffer(buffer, bufferOffset + offset, count);
    return Nd4j.create(part, shape, Strides.dense(shape), 0, 'c');
  }

  /** Says that a step uses it. */
  public void usedAt(int step) {
    first = Math.min(first, step);
    last = Math.max(last, step);
  }

  int first() {
    return first;
  }

  int last() {
    return last;
  }
}
