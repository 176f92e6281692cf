package org.mast4j.zoo.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Raw row-major tensors of a file as ND4J arrays, chunk by chunk into the arrays' own memory. */
final class TensorReader {
  private static final int CHUNK_BYTES = 1 << 20;

  private final WeightsFile file;
  private final ByteBuffer chunk;

  /**
   * @param order of the bytes in the file
   */
  TensorReader(WeightsFile file, ByteOrder order) {
    this.file = file;
    this.chunk = ByteBuffer.allocateDirect(CHUNK_BYTES).order(order);
  }

  /** The tensor at a position; an empty one (a size of 0) is an empty array of that shape. */
  INDArray read(long position, ElementType type, long... shape) throws IOException {
    if (Shapes.elements(shape) == 0) {
      return Nd4j.create(type.dataType(), shape);
    }
    HostMemory memory = HostMemory.toFill(type.dataType(), shape);
    int chunkLength = CHUNK_BYTES / type.bytes();
    for (long start = 0; start < memory.length(); start += chunkLength) {
      long end = Math.min(start + chunkLength, memory.length());
      chunk.clear().limit((int) (end - start) * type.bytes());
      file.fill(chunk, position + start * type.bytes());
      decode(type, chunk.flip(), memory.elements(start, end));
    }
    return memory.finish();
  }

  private static void decode(ElementType type, ByteBuffer from, ByteBuffer to) {
    switch (type) {
      case F64 -> to.asDoubleBuffer().put(from.asDoubleBuffer());
      case F32 -> to.asFloatBuffer().put(from.asFloatBuffer());
      case I64, U64 -> to.asLongBuffer().put(from.asLongBuffer());
      case I32, U32 -> to.asIntBuffer().put(from.asIntBuffer());
      case I16, U16 -> to.asShortBuffer().put(from.asShortBuffer());
      case I8, U8 -> to.put(from);
      case F16 -> {
        while (from.hasRemaining()) {
          to.putFloat(HalfFloats.fromBinary16(from.getShort()));
        }
      }
      case BF16 -> {
        while (from.hasRemaining()) {
          to.putFloat(HalfFloats.fromBfloat16(from.getShort()));
        }
      }
      case BOOL -> {
        while (from.hasRemaining()) {
          to.put((byte) (from.get() == 0 ? 0 : 1));
        }
      }
    }
  }
}
