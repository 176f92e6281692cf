package org.mast4j.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reads NumPy's file format (numpy.lib.format, versions 1 to 3). ND4J M2.1's own reader scrambles
 * arrays in Fortran's order without a word, and NumPy writes one whenever a clip is transposed.
 */
final class NpyReader {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** Magic, version, and the header's length in 2 bytes, or 4 from version 2 on. */
  private static final int SHORT_PREFIX = 10;

  private static final int LONG_PREFIX = 12;

  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

  private static final Set<String> TYPES = Set.of("<f4", ">f4", "<f8", ">f8");

  private final Path file;
  private final ByteBuffer bytes;
  private final String header;

  private NpyReader(Path file, ByteBuffer bytes) throws IOException {
    this.file = file;
    this.bytes = bytes;
    this.header = header();
  }

  /**
   * The array as FLOAT in C's order.
   *
   * @throws IOException if it isn't an array of float32 or float64
   */
  static INDArray read(Path file) throws IOException {
    return new NpyReader(file, ByteBuffer.wrap(Files.readAllBytes(file))).array();
  }

  private String header() throws IOException {
    boolean numpy = bytes.limit() > SHORT_PREFIX;
    for (int i = 0; i < MAGIC.length && numpy; i++) {
      numpy = bytes.get(i) == MAGIC[i];
    }
    if (!numpy) {
      throw new IOException(file + ": not a NumPy file");
    }
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    boolean shortPrefix = bytes.get(MAGIC.length) == 1;
    int start = shortPrefix ? SHORT_PREFIX : LONG_PREFIX;
    long length =
        shortPrefix
            ? Short.toUnsignedLong(bytes.getShort(SHORT_PREFIX - Short.BYTES))
            : Integer.toUnsignedLong(bytes.getInt(LONG_PREFIX - Integer.BYTES));
    if (start + length > bytes.limit()) {
      throw new IOException(file + ": a NumPy file that is cut off");
    }
    byte[] text = new byte[(int) length];
    bytes.position(start);
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private INDArray array() throws IOException {
    String type = field(TYPE);
    if (!TYPES.contains(type)) {
      throw new IOException(file + ": array of type " + type + "; expected float32 or float64");
    }
    long[] shape = shape();
    long length = 1;
    for (long size : shape) {
      length = Math.multiplyHigh(length, size) == 0 ? length * size : Long.MAX_VALUE;
    }
    ByteBuffer data = bytes.slice();
    data.order(type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int size = type.endsWith("4") ? Float.BYTES : Double.BYTES;
    if (length != data.limit() / size || data.limit() % size != 0) {
      throw new IOException(
          file
              + ": "
              + data.limit()
              + " bytes of data; expected an array of shape "
              + Arrays.toString(shape)
              + " of type "
              + type);
    }
    float[] values = new float[(int) length];
    for (int i = 0; i < values.length; i++) {
      values[i] = size == Float.BYTES ? data.getFloat() : (float) data.getDouble();
    }
    boolean fortran = field(ORDER).equals("True");
    return Nd4j.create(values, shape, fortran ? 'f' : 'c').dup('c');
  }

  private long[] shape() throws IOException {
    String[] sizes = field(SHAPE).split(",");
    try {
      return Arrays.stream(sizes)
          .map(String::strip)
          .filter(size -> !size.isEmpty())
          .mapToLong(Long::parseLong)
          .toArray();
    } catch (NumberFormatException e) {
      throw new IOException(file + ": shape (" + field(SHAPE) + ") isn't one of whole numbers", e);
    }
  }

  private String field(Pattern pattern) throws IOException {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw new IOException(file + ": a NumPy header without " + pattern.pattern().split("'")[1]);
    }
    return matcher.group(1);
  }
}
