package org.mast4j.zoo.weights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The header of a safetensors file, checked as a whole before any tensor is read.
 *
 * @param dataStart the first byte after the header
 * @param tensors by key, in the header's order
 * @param metadata what the writer noted besides
 */
record SafeTensorsHeader(
    long dataStart, Map<String, Tensor> tensors, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";

  /** The reference implementation allows 100 MB, whose objects would take a gigabyte. */
  private static final int MAX_BYTES = 4 << 20;

  static final int MAX_TENSORS = 20_000;

  /**
   * One tensor.
   *
   * @param start of its bytes, counted from the header's end
   * @param end one past its last byte
   */
  record Tensor(ElementType type, long[] shape, long start, long end) {}

  SafeTensorsHeader {
    tensors = Collections.unmodifiableMap(tensors);
    metadata = Map.copyOf(metadata);
  }

  /** Reads and checks the header of a file. */
  static SafeTensorsHeader read(WeightsFile file) throws IOException {
    if (file.size() < Long.BYTES) {
      throw file.malformed(file.size() + " bytes, shorter than the 8 bytes of a header's length");
    }
    long length = file.read(0, Long.BYTES).getLong();
    if (length < 2 || length > file.size() - Long.BYTES) {
      throw file.malformed("a header of " + length + " bytes in a file of " + file.size());
    }
    if (length > MAX_BYTES) {
      throw file.malformed("a header of " + length + " bytes; at most " + MAX_BYTES + " are read");
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    StrictJson.readObject(
        file.read(Long.BYTES, (int) length),
        "header",
        file,
        (key, json) -> {
          if (key.equals(METADATA)) {
            readStrings(json, file, metadata);
          } else {
            tensors.put(key, readTensor(key, json, file));
          }
          if (tensors.size() > MAX_TENSORS) {
            throw file.malformed("more than " + MAX_TENSORS + " tensors");
          }
        });
    long dataStart = Long.BYTES + length;
    requireContiguous(tensors, file.size() - dataStart, file);
    return new SafeTensorsHeader(dataStart, tensors, metadata);
  }

  private static void readStrings(JsonParser json, WeightsFile file, Map<String, String> metadata)
      throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw file.malformed(METADATA + " isn't a JSON object");
    }
    StrictJson.readFields(
        json,
        (key, value) -> {
          if (value.currentToken() != JsonToken.VALUE_STRING) {
            throw file.malformed(METADATA + " " + Quote.of(key) + " isn't a string");
          }
          metadata.put(key, value.getText());
        });
  }

  private static Tensor readTensor(String key, JsonParser json, WeightsFile file)
      throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw file.malformed(Quote.plain(key) + " isn't a JSON object");
    }
    TensorFields fields = new TensorFields(key, file);
    StrictJson.readFields(json, fields);
    return fields.toTensor();
  }

  /** The fields of one tensor, as they are met. */
  private static final class TensorFields implements StrictJson.ObjectReader {
    private final String key;
    private final WeightsFile file;
    private Optional<ElementType> type = Optional.empty();
    private Optional<long[]> shape = Optional.empty();
    private Optional<long[]> offsets = Optional.empty();

    TensorFields(String key, WeightsFile file) {
      this.key = key;
      this.file = file;
    }

    @Override
    public void read(String field, JsonParser json) throws IOException {
      switch (field) {
        case "dtype" -> type = Optional.of(elementType(json));
        case "shape" -> shape = Optional.of(naturals(field, json, Shapes.MAX_RANK));
        case "data_offsets" -> offsets = Optional.of(naturals(field, json, 2));
        default -> json.skipChildren(); // as the reference implementation does
      }
    }

    private ElementType elementType(JsonParser json) throws IOException {
      String name = json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : "";
      return ElementType.byName(name)
          .orElseThrow(
              () ->
                  malformed(
                      "has dtype %s; readable are %s"
                          .formatted(Quote.of(name), Arrays.toString(ElementType.values()))));
    }

    private long[] naturals(String field, JsonParser json, int maxLength) throws IOException {
      boolean valid = json.currentToken() == JsonToken.START_ARRAY;
      long[] numbers = {};
      while (valid && json.nextToken() != JsonToken.END_ARRAY) {
        valid = json.currentToken() == JsonToken.VALUE_NUMBER_INT && numbers.length < maxLength;
        if (valid) {
          long number = json.getLongValue();
          numbers = Arrays.copyOf(numbers, numbers.length + 1);
          numbers[numbers.length - 1] = number;
          valid = number >= 0;
        }
      }
      if (!valid) {
        throw malformed(
            "lacks a valid %s, a list of at most %d natural numbers".formatted(field, maxLength));
      }
      return numbers;
    }

    Tensor toTensor() throws IOException {
      if (type.isEmpty() || shape.isEmpty() || offsets.isEmpty()) {
        throw malformed("lacks dtype, shape or data_offsets");
      }
      long[] range = offsets.get();
      if (range.length != 2 || range[1] < range[0]) {
        throw malformed("has data_offsets " + Arrays.toString(range));
      }
      long bytes = bytes(type.get(), shape.get());
      if (range[1] - range[0] != bytes) {
        throw malformed(
            "of %s %s needs %d bytes and has data_offsets %s"
                .formatted(
                    type.get(), Arrays.toString(shape.get()), bytes, Arrays.toString(range)));
      }
      return new Tensor(type.get(), shape.get(), range[0], range[1]);
    }

    private long bytes(ElementType type, long[] shape) throws IOException {
      try {
        return Math.multiplyExact(Shapes.elements(shape), (long) type.bytes());
      } catch (ArithmeticException e) {
        throw malformed("of %s %s is too large".formatted(type, Arrays.toString(shape)));
      }
    }

    private WeightsFormatException malformed(String problem) {
      return file.malformed(Quote.plain(key) + " " + problem);
    }
  }

  /** The format allows neither holes nor overlaps nor bytes beyond the last tensor. */
  private static void requireContiguous(
      Map<String, Tensor> tensors, long dataBytes, WeightsFile file) throws IOException {
    List<Map.Entry<String, Tensor>> byPosition = new ArrayList<>(tensors.entrySet());
    byPosition.sort(
        Map.Entry.comparingByValue(
            Comparator.comparingLong(Tensor::start).thenComparingLong(Tensor::end)));
    long position = 0;
    for (Map.Entry<String, Tensor> entry : byPosition) {
      Tensor tensor = entry.getValue();
      if (tensor.start != position) {
        throw file.malformed(
            "%s starts at byte %d; expected %d"
                .formatted(Quote.plain(entry.getKey()), tensor.start, position));
      }
      position = tensor.end;
    }
    if (position != dataBytes) {
      throw file.malformed(
          "its tensors need "
              + position
              + " bytes and it holds "
              + dataBytes
              + (position > dataBytes ? " of them; is the download complete?" : ""));
    }
  }
}
