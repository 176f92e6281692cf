package org.mast4j.zoo.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The safetensors file format: header length (8 bytes, little-endian), JSON header, raw tensors.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
public final class SafeTensors {
  /** The reference implementation's own limit, against headers that exhaust memory. */
  private static final long MAX_HEADER_BYTES = 100_000_000;

  private static final String METADATA = "__metadata__";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private SafeTensors() {}

  /** The floating-point types that the format and we both have. */
  private enum ElementType {
    F64(Double.BYTES),
    F32(Float.BYTES),
    F16(Short.BYTES),
    BF16(Short.BYTES);

    final int bytes;

    ElementType(int bytes) {
      this.bytes = bytes;
    }
  }

  /**
   * One entry of the header.
   *
   * @param start of its bytes, counted from the header's end
   * @param end one past its last byte
   */
  private record Entry(String key, ElementType type, long[] shape, long start, long end) {
    int length() {
      return (int) ((end - start) / type.bytes);
    }
  }

  /**
   * Reads every tensor in the header's order: F64 as DOUBLE, and F32, F16 and BF16 as FLOAT.
   *
   * @throws IOException naming the file and what is malformed
   */
  public static Weights read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < Long.BYTES) {
        throw malformed(file, "shorter than the 8 bytes of its header's length");
      }
      long headerLength = readFully(channel, 0, Long.BYTES).getLong();
      if (headerLength < 2 || headerLength > Math.min(size - Long.BYTES, MAX_HEADER_BYTES)) {
        throw malformed(
            file, "a header of " + headerLength + " bytes in a file of " + size + " bytes");
      }
      long dataStart = Long.BYTES + headerLength;
      ByteBuffer header = readFully(channel, Long.BYTES, (int) headerLength);
      List<Entry> entries = entries(parse(header, file), file);
      requireContiguous(entries, size - dataStart, file);
      Map<String, INDArray> arrays = new LinkedHashMap<>();
      for (Entry entry : entries) {
        int bytes = (int) (entry.end - entry.start);
        arrays.put(entry.key, array(entry, readFully(channel, dataStart + entry.start, bytes)));
      }
      return Weights.of(arrays);
    }
  }

  private static ByteBuffer readFully(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
    }
    return bytes.flip();
  }

  private static JsonNode parse(ByteBuffer header, Path file) throws IOException {
    JsonNode json;
    try {
      json = JSON.readTree(StandardCharsets.UTF_8.decode(header).toString());
    } catch (JsonProcessingException e) {
      throw new IOException(
          file + ": malformed safetensors: header isn't JSON, " + e.getOriginalMessage(), e);
    }
    if (!json.isObject()) {
      throw malformed(file, "header isn't a JSON object");
    }
    return json;
  }

  private static List<Entry> entries(JsonNode header, Path file) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (Iterator<Map.Entry<String, JsonNode>> it = header.fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> field = it.next();
      if (!field.getKey().equals(METADATA)) {
        entries.add(entry(field.getKey(), field.getValue(), file));
      }
    }
    return entries;
  }

  private static Entry entry(String key, JsonNode json, Path file) throws IOException {
    ElementType type = elementType(key, json.path("dtype").asText(), file);
    long[] shape = naturals(key, json.path("shape"), "shape", file);
    long[] offsets = naturals(key, json.path("data_offsets"), "data_offsets", file);
    if (offsets.length != 2 || offsets[1] < offsets[0]) {
      throw malformed(file, key + " has data_offsets " + Arrays.toString(offsets));
    }
    long bytes = type.bytes;
    for (long size : shape) {
      if (size == 0) {
        throw malformed(file, key + " is empty, " + Arrays.toString(shape));
      }
      // The largest array in Java also bounds the product against overflow.
      if (size > Integer.MAX_VALUE || bytes * size > Integer.MAX_VALUE) {
        throw malformed(file, key + " is too large, " + Arrays.toString(shape));
      }
      bytes *= size;
    }
    if (offsets[1] - offsets[0] != bytes) {
      throw malformed(
          file,
          key
              + " of "
              + type
              + " "
              + Arrays.toString(shape)
              + " needs "
              + bytes
              + " bytes and has data_offsets "
              + Arrays.toString(offsets));
    }
    return new Entry(key, type, shape, offsets[0], offsets[1]);
  }

  private static ElementType elementType(String key, String name, Path file) throws IOException {
    for (ElementType type : ElementType.values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw malformed(
        file,
        key + " has dtype \"" + name + "\"; readable are " + Arrays.toString(ElementType.values()));
  }

  private static long[] naturals(String key, JsonNode json, String field, Path file)
      throws IOException {
    long[] numbers = new long[json.size()];
    boolean valid = json.isArray();
    for (int i = 0; i < numbers.length && valid; i++) {
      valid = json.get(i).isIntegralNumber() && json.get(i).canConvertToLong();
      numbers[i] = json.get(i).asLong();
      valid &= numbers[i] >= 0;
    }
    if (!valid) {
      throw malformed(file, key + " lacks a valid " + field + ", it is " + json);
    }
    return numbers;
  }

  /** The format allows neither holes nor overlaps nor bytes beyond the last tensor. */
  private static void requireContiguous(List<Entry> entries, long dataBytes, Path file)
      throws IOException {
    List<Entry> byPosition = new ArrayList<>(entries);
    byPosition.sort(Comparator.comparingLong(Entry::start));
    long position = 0;
    for (Entry entry : byPosition) {
      if (entry.start != position) {
        throw malformed(
            file, entry.key + " starts at byte " + entry.start + "; expected " + position);
      }
      position = entry.end;
    }
    if (position != dataBytes) {
      throw malformed(
          file, "its tensors need " + position + " bytes and it holds " + dataBytes + " of them");
    }
  }

  private static INDArray array(Entry entry, ByteBuffer bytes) {
    if (entry.type == ElementType.F64) {
      double[] values = new double[entry.length()];
      bytes.asDoubleBuffer().get(values);
      return Nd4j.createFromArray(values).reshape('c', entry.shape);
    }
    float[] values = new float[entry.length()];
    switch (entry.type) {
      case F16 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = halfToFloat(bytes.getShort());
        }
      }
      case BF16 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = Float.intBitsToFloat(bytes.getShort() << Short.SIZE);
        }
      }
      default -> bytes.asFloatBuffer().get(values);
    }
    return Nd4j.createFromArray(values).reshape('c', entry.shape);
  }

  /** IEEE 754 binary16: 1 sign, 5 exponent (bias 15) and 10 fraction bits. */
  private static float halfToFloat(short half) {
    int exponent = (half >> 10) & 0x1f;
    int fraction = half & 0x3ff;
    float magnitude =
        switch (exponent) {
          case 0 -> Math.scalb((float) fraction, -24);
          case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Math.scalb((float) (fraction | 0x400), exponent - 25);
        };
    return half < 0 ? -magnitude : magnitude;
  }

  /**
   * Writes all weights, DOUBLE as F64 and all else as F32, to a temporary file beside {@code file}
   * which then takes its place: readers see the old file or the whole new one.
   *
   * @param metadata strings for the header; transformers wants {@code format=pt}
   */
  public static void write(Path file, Weights weights, Map<String, String> metadata)
      throws IOException {
    Path target = file.toAbsolutePath();
    Path temporary =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
        writeFully(channel, header(weights, metadata));
        for (INDArray array : weights.toMap().values()) {
          writeFully(channel, bytes(array));
        }
        channel.force(true);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static ByteBuffer header(Weights weights, Map<String, String> metadata)
      throws IOException {
    ObjectNode json = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      metadata.forEach(json.putObject(METADATA)::put);
    }
    long position = 0;
    for (Map.Entry<String, INDArray> weight : weights.toMap().entrySet()) {
      INDArray array = weight.getValue();
      ElementType type = storedType(array);
      long end = position + array.length() * type.bytes;
      ObjectNode entry = json.putObject(weight.getKey());
      entry.put("dtype", type.name());
      entry.set("shape", JSON.valueToTree(array.shape()));
      entry.set("data_offsets", JSON.valueToTree(new long[] {position, end}));
      position = end;
    }
    byte[] text = JSON.writeValueAsBytes(json);
    int padded = (text.length + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
    ByteBuffer header =
        ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN).putLong(padded);
    header.put(text);
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.flip();
  }

  private static ElementType storedType(INDArray array) {
    return array.dataType() == DataType.DOUBLE ? ElementType.F64 : ElementType.F32;
  }

  private static ByteBuffer bytes(INDArray array) {
    ElementType type = storedType(array);
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(array.length() * type.bytes))
            .order(ByteOrder.LITTLE_ENDIAN);
    // dup('c'): the array may be a view, or be flagged 'f' with the strides of 'c'.
    INDArray rows = array.dup('c');
    if (type == ElementType.F64) {
      bytes.asDoubleBuffer().put(rows.data().asDouble());
    } else {
      bytes.asFloatBuffer().put(rows.data().asFloat());
    }
    return bytes;
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static IOException malformed(Path file, String problem) {
    return new IOException(file + ": malformed safetensors: " + problem);
  }
}
