package org.mast4j.zoo.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Arrays as raw row-major little-endian tensors, chunk by chunk. */
final class TensorWriter {
  private static final int CHUNK_BYTES = 1 << 20;

  private final WritableByteChannel channel;
  private final ByteBuffer chunk =
      ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  TensorWriter(WritableByteChannel channel) {
    this.channel = channel;
  }

  void write(INDArray array, ElementType type) throws IOException {
    if (array.isEmpty()) {
      return;
    }
    HostMemory memory = HostMemory.ofCopy(array, type.dataType());
    int chunkLength = CHUNK_BYTES / type.bytes();
    for (long start = 0; start < memory.length(); start += chunkLength) {
      long end = Math.min(start + chunkLength, memory.length());
      chunk.clear().limit((int) (end - start) * type.bytes());
      encode(type, memory.elements(start, end), chunk);
      write(chunk.rewind());
    }
  }

  /** Writes bytes as they are. */
  void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static void encode(ElementType type, ByteBuffer from, ByteBuffer to) {
    switch (type) {
      case F64 -> to.asDoubleBuffer().put(from.asDoubleBuffer());
      case F32 -> to.asFloatBuffer().put(from.asFloatBuffer());
      case I64, U64 -> to.asLongBuffer().put(from.asLongBuffer());
      case I32, U32 -> to.asIntBuffer().put(from.asIntBuffer());
      case I16, U16 -> to.asShortBuffer().put(from.asShortBuffer());
      case I8, U8, BOOL -> to.put(from);
      case F16 -> {
        while (from.hasRemaining()) {
          to.putShort(HalfFloats.toBinary16(from.getFloat()));
        }
      }
      case BF16 -> {
        while (from.hasRemaining()) {
          to.putShort(HalfFloats.toBfloat16(from.getFloat()));
        }
      }
    }
  }
}
