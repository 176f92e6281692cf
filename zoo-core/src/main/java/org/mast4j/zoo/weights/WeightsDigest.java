package org.mast4j.zoo.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.mast4j.datavec.audio.internal.io.Digests;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The digest of weights: of what a model computes with, not of a file. */
final class WeightsDigest {
  /** Elements that are copied together. */
  private static final int CHUNK = 1 << 16;

  private WeightsDigest() {}

  static String of(Map<String, INDArray> arrays) {
    MessageDigest digest = Digests.sha256();
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    new TreeMap<>(arrays)
        .forEach(
            (key, array) -> {
              String header = key + Arrays.toString(array.shape());
              digest.update(header.getBytes(StandardCharsets.UTF_8));
              HostMemory memory = HostMemory.of(array, DataType.FLOAT);
              for (long start = 0; start < memory.length(); start += CHUNK) {
                long end = Math.min(start + CHUNK, memory.length());
                bytes.clear().asFloatBuffer().put(memory.elements(start, end).asFloatBuffer());
                digest.update(bytes.limit((int) (end - start) * Float.BYTES));
              }
            });
    return HexFormat.of().formatHex(digest.digest());
  }
}
