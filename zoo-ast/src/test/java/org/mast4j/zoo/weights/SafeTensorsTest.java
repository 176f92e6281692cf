package org.mast4j.zoo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class SafeTensorsTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenReadsBackInOrder() throws IOException {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    arrays.put("z.weight", Nd4j.createFromArray(new float[][] {{1, 2, 3}, {4, 5, 6}}));
    arrays.put("a.bias", Nd4j.createFromArray(1e-300, Math.PI));
    arrays.put("scalar", Nd4j.scalar(7f));
    arrays.put("kernel", Nd4j.rand(DataType.FLOAT, 2, 1, 3, 4));
    Path file = folder.resolve("w.safetensors");
    SafeTensors.write(file, Weights.of(arrays), Map.of("format", "pt"));
    Weights read = SafeTensors.read(file);
    assertThat(read.keys()).containsExactlyElementsOf(arrays.keySet());
    assertThat(read.toMap()).isEqualTo(arrays);
    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
        .contains("\"__metadata__\":{\"format\":\"pt\"}");
  }

  @Test
  void viewsAndFortranOrderAreStoredRowMajor() throws IOException {
    INDArray matrix = Nd4j.createFromArray(new float[][] {{1, 2, 3}, {4, 5, 6}});
    INDArray column = matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 3));
    Map<String, INDArray> arrays =
        Map.of("transposed", matrix.transpose(), "view", column, "f", matrix.dup('f'));
    Path file = folder.resolve("w.safetensors");
    SafeTensors.write(file, Weights.of(arrays), Map.of());
    Weights read = SafeTensors.read(file);
    assertThat(read.get("transposed").toFloatMatrix())
        .isDeepEqualTo(new float[][] {{1, 4}, {2, 5}, {3, 6}});
    assertThat(read.get("view").toFloatMatrix()).isDeepEqualTo(new float[][] {{2, 3}, {5, 6}});
    assertThat(read.get("f")).isEqualTo(matrix);
  }

  @Test
  void writingReplacesAFileAndLeavesNothingElse() throws IOException {
    Path file = folder.resolve("w.safetensors");
    for (float value : new float[] {1, 2}) {
      SafeTensors.write(file, Weights.of(Map.of("a", Nd4j.createFromArray(value))), Map.of());
    }
    assertThat(SafeTensors.read(file).get("a").getFloat(0)).isEqualTo(2);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void halfPrecisionIsWidened() throws IOException {
    short[] halves = {0x3C00, (short) 0xC000, 0x3555, 0x0001, 0x0400, 0x7BFF, 0x7C00, 0x7E00};
    float[] values = read(entry("F16", "[8]", "[0,16]"), bytes(halves)).get("a").toFloatVector();
    assertThat(values)
        .containsExactly(
            1f,
            -2f,
            0.333251953125f,
            5.9604645e-8f,
            6.1035156e-5f,
            65504f,
            Float.POSITIVE_INFINITY,
            Float.NaN);
  }

  @Test
  void bfloat16IsWidened() throws IOException {
    short[] values = {0x3F80, (short) 0xC000, 0x4049};
    assertThat(read(entry("BF16", "[3]", "[0,6]"), bytes(values)).get("a").toFloatVector())
        .containsExactly(1f, -2f, 3.140625f);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          F32  | [2]         | [0,4]  | needs 8 bytes
          F32  | [1]         | [0,8]  | needs 4 bytes
          F32  | [2]         | [0,8]  | its tensors need 8 bytes and it holds 4
          F32  | [-1]        | [0,4]  | valid shape
          F32  | [1.5]       | [0,4]  | valid shape
          F32  | 1           | [0,4]  | valid shape
          F32  | [0]         | [0,0]  | empty
          F32  | [65536,65536,65536,65536] | [0,4] | too large
          F32  | [9223372036854775808] | [0,4] | valid shape
          F32  | [1]         | [4,0]  | data_offsets [4, 0]
          F32  | [1]         | [0]    | data_offsets [0]
          F32  | [1]         | [4,8]  | starts at byte 4; expected 0
          F32  | [1]         | [-4,0] | valid data_offsets
          I64  | [1]         | [0,8]  | dtype "I64"
          """)
  void aBadEntryIsNamed(String type, String shape, String offsets, String problem) {
    assertMalformed(entry(type, shape, offsets), new byte[4], problem);
  }

  @Test
  void aBadHeaderIsRefused() {
    assertMalformed("[]", new byte[0], "isn't a JSON object");
    assertMalformed("{\"a\":", new byte[0], "isn't JSON");
    assertMalformed("{} {}", new byte[0], "isn't JSON");
    assertMalformed("{\"a\":{}}", new byte[0], "a has dtype \"\"");
    assertMalformed("{\"a\":3}", new byte[0], "a has dtype \"\"");
    assertMalformed("{\"a\":1,\"a\":2}", new byte[0], "uplicate");
    assertMalformed("{}", new byte[4], "it holds 4");
    String twice =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    assertMalformed(twice, new byte[4], "b starts at byte 0; expected 4");
  }

  @Test
  void aBadHeaderLengthIsRefused() throws IOException {
    for (long length : List.of(-1L, 0L, 1L, 17L, 1L << 40, Long.MIN_VALUE, Long.MAX_VALUE)) {
      byte[] file = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
      assertFails(file, "a header of " + length + " bytes in a file of 24");
    }
    assertFails(new byte[0], "shorter than the 8 bytes");
    assertFails(new byte[7], "shorter than the 8 bytes");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> SafeTensors.read(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("none");
  }

  private static String entry(String type, String shape, String offsets) {
    return String.format(
        "{\"a\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}}", type, shape, offsets);
  }

  private static byte[] bytes(short[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(values);
    return bytes.array();
  }

  private Weights read(String header, byte[] data) throws IOException {
    return SafeTensors.read(Files.write(folder.resolve("f.safetensors"), file(header, data)));
  }

  private static byte[] file(String header, byte[] data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .put(data)
        .array();
  }

  private void assertMalformed(String header, byte[] data, String... parts) {
    assertFails(file(header, data), parts);
  }

  private void assertFails(byte[] content, String... parts) {
    Path file = folder.resolve("bad.safetensors");
    assertThatThrownBy(() -> SafeTensors.read(Files.write(file, content)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": malformed safetensors: ")
        .hasMessageContainingAll(parts);
  }
}
