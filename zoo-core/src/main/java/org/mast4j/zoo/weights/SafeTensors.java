package org.mast4j.zoo.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The safetensors file format: header length (8 bytes, little-endian), JSON header, raw tensors.
 *
 * <p>Scalars (shape []) and empty tensors (a size of 0) are legal, and arrays of that shape.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
public final class SafeTensors {
  static final String FORMAT = "safetensors";

  private SafeTensors() {}

  /**
   * Reads every tensor in the header's order: F16 and BF16 widened to FLOAT, all else as {@link
   * ElementType#dataType}; but I8 {@code KEY} with a {@code KEY_scale} for each row as FLOAT, the
   * product of both, which is written as I8 again.
   *
   * <p>The header is checked as a whole first, so that a malformed file costs no memory for data.
   *
   * @throws WeightsFormatException if the file is malformed
   */
  public static Weights read(Path path) throws IOException {
    try (WeightsFile file = WeightsFile.open(path, FORMAT)) {
      return read(file);
    }
  }

  /**
   * As {@link #read(Path)}, of what {@link #toBytes} gave.
   *
   * @throws WeightsFormatException if the bytes are malformed
   */
  public static Weights read(byte[] bytes) throws IOException {
    try (WeightsFile file = WeightsFile.of(bytes, FORMAT)) {
      return read(file);
    }
  }

  private static Weights read(WeightsFile file) throws IOException {
    SafeTensorsHeader header = SafeTensorsHeader.read(file);
    TensorReader reader = new TensorReader(file, ByteOrder.LITTLE_ENDIAN);
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    Map<String, ElementType> types = new LinkedHashMap<>();
    for (Map.Entry<String, SafeTensorsHeader.Tensor> entry : header.tensors().entrySet()) {
      SafeTensorsHeader.Tensor tensor = entry.getValue();
      types.put(entry.getKey(), tensor.type());
      long position = header.dataStart() + tensor.start();
      arrays.put(entry.getKey(), reader.read(position, tensor.type(), tensor.shape()));
    }
    return Weights.of(RowIntegers.unpacked(arrays, types, file)).storedAs(types);
  }

  /**
   * How the file stores each tensor, without reading its data.
   *
   * @throws WeightsFormatException if the file is malformed
   */
  public static Map<String, ElementType> types(Path path) throws IOException {
    try (WeightsFile file = WeightsFile.open(path, FORMAT)) {
      Map<String, ElementType> types = new LinkedHashMap<>();
      SafeTensorsHeader.read(file)
          .tensors()
          .forEach((key, tensor) -> types.put(key, tensor.type()));
      return types;
    }
  }

  /**
   * What the writer noted in the header besides the tensors.
   *
   * @throws WeightsFormatException if the file is malformed
   */
  public static Map<String, String> metadata(Path path) throws IOException {
    try (WeightsFile file = WeightsFile.open(path, FORMAT)) {
      return SafeTensorsHeader.read(file).metadata();
    }
  }

  /** As {@link #write(Path, Weights, Map, Function)}, with each weight's stored type. */
  public static void write(Path file, Weights weights, Map<String, String> metadata)
      throws IOException {
    write(file, weights, metadata, weights::storedType);
  }

  /**
   * Writes all weights to a temporary file beside {@code file} which then takes its place: readers
   * see the old file or the whole new one.
   *
   * <p>Narrower types round to nearest, ties to even; what was read from F16 or BF16 is stored as
   * the same bits again with {@code types(source)::get}.
   *
   * @param metadata strings for the header; transformers wants {@code format=pt}
   * @param floatTypes the stored type of each floating-point weight, by key; I8 stores a matrix in
   *     8-bit integers and a scale for each row; integers and booleans keep their own
   * @throws IllegalArgumentException if a floating-point weight's type isn't one of those
   */
  public static void write(
      Path file,
      Weights weights,
      Map<String, String> metadata,
      Function<String, ElementType> floatTypes)
      throws IOException {
    Map<String, ElementType> types = storedTypes(weights, floatTypes);
    Weights stored = RowIntegers.packed(weights, types);
    AtomicFiles.write(
        file,
        temporary -> {
          try (FileChannel channel =
              FileChannel.open(
                  temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            write(channel, stored, types, metadata);
          }
        });
  }

  /** What {@link #write(Path, Weights, Map)} writes without metadata; below 2 GB. */
  public static byte[] toBytes(Weights weights) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      Map<String, ElementType> types = storedTypes(weights, weights::storedType);
      Weights stored = RowIntegers.packed(weights, types);
      write(Channels.newChannel(bytes), stored, types, Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory has no such errors
    }
    return bytes.toByteArray();
  }

  private static void write(
      WritableByteChannel channel,
      Weights weights,
      Map<String, ElementType> types,
      Map<String, String> metadata)
      throws IOException {
    TensorWriter writer = new TensorWriter(channel);
    writer.write(header(weights, types, metadata));
    for (Map.Entry<String, INDArray> weight : weights.toMap().entrySet()) {
      writer.write(weight.getValue(), types.get(weight.getKey()));
    }
  }

  private static Map<String, ElementType> storedTypes(
      Weights weights, Function<String, ElementType> floatTypes) {
    Map<String, ElementType> types = new LinkedHashMap<>();
    weights
        .toMap()
        .forEach(
            (key, array) -> {
              ElementType own = ElementType.of(array.dataType());
              ElementType stored = own.isFloat() ? floatTypes.apply(key) : own;
              if (stored == null
                  || own.isFloat() && !stored.isFloat() && stored != ElementType.I8) {
                throw new IllegalArgumentException(
                    key + " of " + array.dataType() + " can't be stored as " + stored);
              }
              types.put(key, stored);
            });
    return types;
  }

  private static ByteBuffer header(
      Weights weights, Map<String, ElementType> types, Map<String, String> metadata)
      throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart(SafeTensorsHeader.METADATA);
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      long position = 0;
      for (Map.Entry<String, INDArray> weight : weights.toMap().entrySet()) {
        INDArray array = weight.getValue();
        ElementType type = types.get(weight.getKey());
        long end = position + array.length() * type.bytes();
        json.writeObjectFieldStart(weight.getKey());
        json.writeStringField("dtype", type.name());
        json.writeFieldName("shape");
        json.writeArray(array.shape(), 0, array.rank());
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {position, end}, 0, 2);
        json.writeEndObject();
        position = end;
      }
      json.writeEndObject();
    }
    int padded = (text.size() + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
    ByteBuffer header =
        ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN).putLong(padded);
    header.put(text.toByteArray());
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.flip();
  }
}
