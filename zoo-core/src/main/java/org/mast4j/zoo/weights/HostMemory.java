package org.mast4j.zoo.weights;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.nd4j.common.util.ArrayUtil;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The memory of a row-major array on the processor's side, where files are read and written: a copy
 * through Java arrays would double it, and one through ND4J's operations wakes its threads.
 */
final class HostMemory {
  private final INDArray array;

  private HostMemory(INDArray array) {
    this.array = array;
  }

  /** Of a new array that is yet to be filled, and then {@link #finish}ed. */
  static HostMemory toFill(DataType type, long[] shape) {
    return new HostMemory(Nd4j.createUninitialized(type, shape, 'c'));
  }

  /** Of a copy of an array, in that type. */
  static HostMemory ofCopy(INDArray array, DataType type) {
    // dup('c'): the array may be a view, or be flagged 'f' with the strides of 'c'.
    INDArray rows = array.castTo(type).dup('c');
    Nd4j.getAffinityManager().ensureLocation(rows, AffinityManager.Location.HOST);
    return new HostMemory(rows);
  }

  /** Of an array as it lies there if it is row-major and of that type, or else of such a copy. */
  static HostMemory of(INDArray array, DataType type) {
    boolean asItIs =
        array.dataType() == type
            && array.offset() == 0
            && Arrays.equals(array.stride(), ArrayUtil.calcStrides(array.shape()));
    if (!asItIs) {
      return ofCopy(array, type);
    }
    Nd4j.getAffinityManager().ensureLocation(array, AffinityManager.Location.HOST);
    return new HostMemory(array);
  }

  /** Some of its elements, in the processor's byte order. */
  ByteBuffer elements(long start, long end) {
    long width = array.dataType().width();
    return new BytePointer(array.data().pointer())
        .position(start * width)
        .limit(end * width)
        .asByteBuffer();
  }

  /** The number of elements. */
  long length() {
    return array.length();
  }

  /** The filled array, which a GPU's side now knows of. */
  INDArray finish() {
    Nd4j.getAffinityManager().tagLocation(array, AffinityManager.Location.HOST);
    return array;
  }
}
