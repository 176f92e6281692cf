package org.mast4j.zoo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
  void bytesAreAFileInMemory() throws IOException {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    arrays.put("large", Nd4j.rand(DataType.FLOAT, 600, 700)); // in more than one piece
    arrays.put("indices", Nd4j.createFromArray(new int[] {7, -1}));
    byte[] bytes = SafeTensors.toBytes(Weights.of(arrays));
    assertThat(SafeTensors.read(bytes).toMap()).isEqualTo(arrays);
    Path file = folder.resolve("w.safetensors");
    SafeTensors.write(file, Weights.of(arrays), Map.of());
    assertThat(bytes).isEqualTo(Files.readAllBytes(file));
    byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);
    assertThatThrownBy(() -> SafeTensors.read(cut))
        .isInstanceOf(WeightsFormatException.class)
        .hasMessageStartingWith("bytes: malformed safetensors: its tensors need");
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
  void scalarsAndEmptyTensorsKeepTheirShapes() throws IOException {
    byte[] file =
        SafeTensorsFiles.file(
            SafeTensorsFiles.header(
                SafeTensorsFiles.tensor("empty", "I64", "[3,0,2]", "[0,0]"),
                SafeTensorsFiles.tensor("scalar", "F32", "[]", "[0,4]"),
                SafeTensorsFiles.tensor("nothing", "BF16", "[0]", "[4,4]")),
            new byte[] {0, 0, 64, 64});
    Path original = Files.write(folder.resolve("original.safetensors"), file);
    Weights read = SafeTensors.read(original);
    assertThat(read.get("empty").shape()).containsExactly(3, 0, 2);
    assertThat(read.get("empty").isEmpty()).isTrue();
    assertThat(read.get("empty").dataType()).isEqualTo(DataType.LONG);
    assertThat(read.get("scalar").shape()).isEmpty();
    assertThat(read.get("scalar").getFloat(0)).isEqualTo(3);
    assertThat(read.get("nothing").shape()).containsExactly(0);
    Path copy = folder.resolve("copy.safetensors");
    SafeTensors.write(copy, read, Map.of(), SafeTensors.types(original)::get);
    assertThat(SafeTensors.read(copy).toMap()).isEqualTo(read.toMap());
    assertThat(SafeTensors.types(copy)).isEqualTo(SafeTensors.types(original));
  }

  @Test
  void unsignedIntegersKeepTheirValues() throws IOException {
    byte[] data = new byte[15];
    Arrays.fill(data, (byte) -1);
    byte[] file =
        SafeTensorsFiles.file(
            SafeTensorsFiles.header(
                SafeTensorsFiles.tensor("u64", "U64", "[1]", "[0,8]"),
                SafeTensorsFiles.tensor("u32", "U32", "[1]", "[8,12]"),
                SafeTensorsFiles.tensor("u16", "U16", "[1]", "[12,14]"),
                SafeTensorsFiles.tensor("u8", "U8", "[1]", "[14,15]")),
            data);
    Path original = Files.write(folder.resolve("original.safetensors"), file);
    Weights read = SafeTensors.read(original);
    assertThat(read.get("u64").dataType()).isEqualTo(DataType.UINT64);
    assertThat(read.get("u32").getLong(0)).isEqualTo(4294967295L);
    assertThat(read.get("u16").getLong(0)).isEqualTo(65535);
    assertThat(read.get("u8").getLong(0)).isEqualTo(255);
    Path copy = folder.resolve("copy.safetensors");
    SafeTensors.write(copy, read, Map.of());
    assertThat(Files.readAllBytes(copy)).endsWith(data);
  }

  @Test
  void tensorsOfManyChunksAreReadAndWrittenWhole() throws IOException {
    INDArray large = Nd4j.rand(DataType.FLOAT, 2500, 1000);
    Path file = folder.resolve("w.safetensors");
    SafeTensors.write(file, Weights.of(Map.of("a", large)), Map.of(), key -> ElementType.F32);
    assertThat(SafeTensors.read(file).get("a")).isEqualTo(large);
    SafeTensors.write(file, Weights.of(Map.of("a", large)), Map.of(), key -> ElementType.F64);
    assertThat(SafeTensors.read(file).get("a")).isEqualTo(large.castTo(DataType.DOUBLE));
  }

  /** A sparse file, so that it takes no disk; 2.2 GB of memory all the same. */
  @Test
  void filesBeyondTwoGigabytesAreRead() throws IOException {
    int length = 137_500_000;
    long half = (long) length * Double.BYTES;
    String shape = "[" + length + "]";
    String header =
        SafeTensorsFiles.header(
            SafeTensorsFiles.tensor("a", "F64", shape, "[0,%d]".formatted(half)),
            SafeTensorsFiles.tensor("b", "F64", shape, "[%d,%d]".formatted(half, 2 * half)));
    Path file = folder.resolve("large.safetensors");
    byte[] start = SafeTensorsFiles.file(header);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE)) {
      channel.write(ByteBuffer.wrap(start));
      channel.write(ByteBuffer.wrap(new byte[] {64}), start.length + 2 * half - 1);
    }
    Weights weights = SafeTensors.read(file);
    assertThat(weights.parameterCount()).isEqualTo(2 * length);
    assertThat(weights.get("a").getDouble(length - 1)).isZero();
    assertThat(weights.get("b").getDouble(length - 1)).isEqualTo(2);
    weights.toMap().values().forEach(INDArray::close);
  }

  @Test
  void aFloatIsNotStoredAsAnInteger() {
    Weights weights = Weights.of(Map.of("a", Nd4j.createFromArray(1f)));
    Path file = folder.resolve("w.safetensors");
    assertThatThrownBy(() -> SafeTensors.write(file, weights, Map.of(), key -> ElementType.I32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a of FLOAT can't be stored as I32");
    assertThat(file).doesNotExist();
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> SafeTensors.read(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("none");
  }
}
