package org.mast4j.zoo.graph;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.samediff.internal.memory.AbstractMemoryMgr;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Memory of the intermediate arrays of one session: a released array's buffer serves the next array
 * of the same type and length, under a shape of its own.
 *
 * <p>Stock {@code ArrayCacheMemoryMgr} gives the old array itself and changes its order flag but
 * not its strides, which is why its results are wrong. Without any reuse each big array is freshly
 * mapped memory, whose page faults cost several times the arithmetic. Requested outputs ({@code
 * detached}) are never pooled: they are the caller's.
 */
final class ArrayPool extends AbstractMemoryMgr {
  private record Key(DataType type, long length) {}

  private final Map<Key, Deque<DataBuffer>> free = new HashMap<>();
  private final Set<INDArray> lent = Collections.newSetFromMap(new IdentityHashMap<>());

  @Override
  public INDArray allocate(boolean detached, DataType type, long... shape) {
    return allocate(detached, LongShapeDescriptor.fromShape(shape, type));
  }

  @Override
  public INDArray allocate(boolean detached, LongShapeDescriptor descriptor) {
    if (detached || descriptor.isEmpty()) {
      return Nd4j.create(descriptor, false);
    }
    long[] shape = descriptor.getShape();
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    Deque<DataBuffer> buffers = free.get(new Key(descriptor.dataType(), length));
    INDArray array =
        buffers == null || buffers.isEmpty()
            ? Nd4j.create(descriptor, false)
            : Nd4j.create(
                buffers.pop(),
                shape,
                Nd4j.getStrides(shape, descriptor.getOrder()),
                0,
                descriptor.getOrder(),
                descriptor.dataType());
    lent.add(array);
    return array;
  }

  /** Takes back an array of this pool; others (outputs, constants, views) are left alone. */
  @Override
  public void release(INDArray array) {
    if (lent.remove(array)) {
      keep(array);
    }
  }

  /**
   * Takes back what the last run left: the session never releases an op's output that no op reads.
   * None of it is the user's, whose outputs are detached.
   */
  void reclaim() {
    lent.forEach(this::keep);
    lent.clear();
  }

  private void keep(INDArray array) {
    Key key = new Key(array.dataType(), array.length());
    free.computeIfAbsent(key, k -> new ArrayDeque<>()).push(array.data());
  }

  /** Frees the pool's memory; none of it is the user's. */
  @Override
  public void close() {
    reclaim();
    free.values().forEach(buffers -> buffers.forEach(DataBuffer::close));
    free.clear();
  }
}
