package org.mast4j.zoo.weights;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;

/**
 * PyTorch checkpoints byte by byte, valid or not. A pickle is a String of characters below 256, one
 * for each byte, so that it reads like the output of {@code pickletools}.
 */
final class TorchFiles {
  static final String REBUILD = "ctorch._utils\n_rebuild_tensor_v2\n";
  static final String ORDERED_DICT = "ccollections\nOrderedDict\n)R";

  private static final byte[] FLOATS = new byte[4 * Float.BYTES];

  private TorchFiles() {}

  /** An archive of that pickle with a storage "0" of four floats. */
  static byte[] checkpoint(String pickle) {
    return ZipFiles.zip(entries(pickle), ZipEntry.STORED);
  }

  /** A checkpoint of {"a": value}. */
  static byte[] holding(String value) {
    return checkpoint(pickleOf(value));
  }

  static String pickleOf(String value) {
    return "\u0080\u0002}" + text("a") + value + "s.";
  }

  static Map<String, byte[]> entries(String pickle) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("model/data.pkl", pickle.getBytes(StandardCharsets.ISO_8859_1));
    entries.put("model/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
    entries.put("model/data/0", FLOATS);
    entries.put("model/version", "3\n".getBytes(StandardCharsets.US_ASCII));
    return entries;
  }

  static String text(String text) {
    int length = text.length();
    String bytes =
        new String(new char[] {(char) (length & 0xff), (char) (length >> 8 & 0xff)})
            + new String(new char[] {(char) (length >> 16 & 0xff), (char) (length >> 24)});
    return "X" + bytes + text;
  }

  static String integer(long value) {
    StringBuilder bytes = new StringBuilder("\u008a\b");
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      bytes.append((char) (value >> shift & 0xff));
    }
    return bytes.toString();
  }

  static String tuple(long... values) {
    return Arrays.stream(values)
        .mapToObj(TorchFiles::integer)
        .collect(Collectors.joining("", "(", "t"));
  }

  static String storage(String type, String key, long length) {
    return "("
        + text("storage")
        + ("c" + type + "\n")
        + text(key)
        + text("cpu")
        + integer(length)
        + "tQ";
  }

  /** Four floats. */
  static String storage() {
    return storage("torch\nFloatStorage", "0", 4);
  }

  static String tensor(String storage, long offset, String shape, String strides) {
    return REBUILD
        + ("(" + storage + integer(offset) + shape + strides)
        + ("\u0089" + ORDERED_DICT + "tR");
  }

  /** A view of four floats. */
  static String tensor(long offset, String shape, String strides) {
    return tensor(storage(), offset, shape, strides);
  }

  /** A valid tensor of four floats. */
  static String tensor() {
    return tensor(0, tuple(2, 2), tuple(2, 1));
  }
}
