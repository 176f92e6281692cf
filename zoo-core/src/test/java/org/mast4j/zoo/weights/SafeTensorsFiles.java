package org.mast4j.zoo.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Safetensors files byte by byte, valid or not. */
final class SafeTensorsFiles {
  private SafeTensorsFiles() {}

  /** Header length, header, data. */
  static byte[] file(String header, byte... data) {
    return file(header.getBytes(StandardCharsets.UTF_8), data);
  }

  static byte[] file(byte[] header, byte... data) {
    return ByteBuffer.allocate(Long.BYTES + header.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .put(data)
        .array();
  }

  /** A header of entries. */
  static String header(String... entries) {
    return "{" + String.join(",", entries) + "}";
  }

  /** One entry of a header, in JSON. */
  static String tensor(String key, String type, String shape, String offsets) {
    return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}"
        .formatted(key, type, shape, offsets);
  }

  /** A valid file of that many floats under each key. */
  static byte[] valid(int floats, String... keys) {
    String[] tensors = new String[keys.length];
    for (int i = 0; i < keys.length; i++) {
      int bytes = floats * Float.BYTES;
      tensors[i] =
          tensor(
              keys[i], "F32", "[" + floats + "]", "[%d,%d]".formatted(i * bytes, (i + 1) * bytes));
    }
    return file(header(tensors), new byte[keys.length * floats * Float.BYTES]);
  }
}
