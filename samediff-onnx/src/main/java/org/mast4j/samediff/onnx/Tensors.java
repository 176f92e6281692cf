package org.mast4j.samediff.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import org.bytedeco.javacpp.BytePointer;
import org.mast4j.samediff.memory.Address;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.protobuf.UnsafeByteOperations;

/**
 * Arrays as ONNX's tensors: row-major floats in little-endian order, which is that of every machine
 * that ND4J runs on, so that a model of gigabytes is written from where it lies.
 */
final class Tensors {
  private static final long CHUNK_BYTES = 1 << 26;

  private Tensors() {}

  /** The array itself where it can be written as it lies, or a copy. */
  static INDArray rowMajor(INDArray array) {
    if (array.dataType() != DataType.FLOAT) {
      throw new IllegalArgumentException("a tensor of " + array.dataType() + "; expected FLOAT");
    }
    INDArray dense = Address.isDense(array) ? array : array.dup('c');
    Nd4j.getAffinityManager().ensureLocation(dense, AffinityManager.Location.HOST);
    return dense;
  }

  static long bytes(INDArray array) {
    return array.length() * Float.BYTES;
  }

  /** A tensor whose values lie in the file; they are the array's own until it is written. */
  static TensorProto within(String name, INDArray array) {
    return described(name, array)
        .setRawData(UnsafeByteOperations.unsafeWrap(memory(array, 0, bytes(array))))
        .build();
  }

  /** A tensor whose values lie in a second file. */
  static TensorProto beside(String name, INDArray array, Path data, long offset) {
    return described(name, array)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", data.toString()))
        .addExternalData(entry("offset", Long.toString(offset)))
        .addExternalData(entry("length", Long.toString(bytes(array))))
        .build();
  }

  /** Appends the values. */
  static void write(INDArray array, WritableByteChannel channel) throws IOException {
    for (long start = 0; start < bytes(array); start += CHUNK_BYTES) {
      ByteBuffer chunk = memory(array, start, Math.min(start + CHUNK_BYTES, bytes(array)));
      while (chunk.hasRemaining()) {
        channel.write(chunk);
      }
    }
  }

  private static TensorProto.Builder described(String name, INDArray array) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT_VALUE);
    for (long size : array.shape()) {
      tensor.addDims(size);
    }
    return tensor;
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  private static ByteBuffer memory(INDArray array, long from, long to) {
    return new BytePointer(Address.of(array)).position(from).limit(to).asByteBuffer();
  }
}
