package org.mast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class NpyReaderTest {
  private static final INDArray EXPECTED =
      Nd4j.createFromArray(new float[][][] {{{0, 3}, {1, 4}, {2, 5}}});

  @TempDir Path folder;

  @Test
  void readsBothOrders() throws IOException {
    assertThat(NpyReader.read(npy("<f4", "False", "(1, 3, 2)", 0, 3, 1, 4, 2, 5)))
        .isEqualTo(EXPECTED);
    assertThat(NpyReader.read(npy("<f4", "True", "(1, 3, 2)", 0, 1, 2, 3, 4, 5)))
        .isEqualTo(EXPECTED);
  }

  @Test
  void readsBothSizesAndByteOrders() throws IOException {
    for (String type : new String[] {"<f4", ">f4", "<f8", ">f8"}) {
      assertThat(NpyReader.read(npy(type, "False", "(1, 3, 2)", 0, 3, 1, 4, 2, 5)))
          .as(type)
          .isEqualTo(EXPECTED);
    }
  }

  @Test
  void readsWhatNd4jWrites() throws IOException {
    Path file = Files.write(folder.resolve("x.npy"), Nd4j.toNpyByteArray(EXPECTED.dup('c')));
    assertThat(NpyReader.read(file)).isEqualTo(EXPECTED);
  }

  /** More values than a piece that is written at once; ND4J reads it as NumPy does. */
  @Test
  void readsWhatTheCommandsWrite() throws IOException {
    for (long[] shape : new long[][] {{3}, {5, 7}, {3, 200, 128}}) {
      INDArray array = Nd4j.rand(shape);
      Path file = folder.resolve("x.npy");
      OutputFile output = new OutputFile(file, NpyFiles.KIND);
      NpyFiles.write(output, array);
      output.requireWritable(); // known as ours
      assertThat(NpyReader.read(file)).isEqualTo(array);
      assertThat(Nd4j.createFromNpyFile(file.toFile())).isEqualTo(array);
    }
  }

  @Test
  void whatIsNotAnArrayOfFloatsIsRefused() throws IOException {
    assertProblem(npy("<i8", "False", "(1,)", 1), "type <i8", "float32 or float64");
    assertProblem(npy("<f4", "False", "(2, 2)", 1, 2, 3), "12 bytes", "[2, 2]");
    assertProblem(npy("<f4", "False", "(a,)", 1), "shape (a,)");
    assertProblem(npy("<f4", "Maybe", "(1,)", 1), "without fortran_order");
    assertProblem(
        npy("<f4", "False", "(4294967296, 4294967296, 4)", 1), "shape [4294967296, 4294967296, 4]");
    assertProblem(Files.writeString(folder.resolve("x.npy"), "not a NumPy file"), "not a NumPy");
    byte[] whole = Files.readAllBytes(npy("<f4", "False", "(1,)", 1));
    byte[] cut = java.util.Arrays.copyOf(whole, 30);
    assertProblem(Files.write(folder.resolve("x.npy"), cut), "cut off");
  }

  private static void assertProblem(Path file, String... parts) {
    assertThatThrownBy(() -> NpyReader.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(parts);
  }

  private Path npy(String type, String fortranOrder, String shape, double... values)
      throws IOException {
    String header =
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n"
            .formatted(type, fortranOrder, shape);
    ByteBuffer bytes = ByteBuffer.allocate(2 + header.length() + values.length * Double.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN).putShort((short) header.length());
    bytes.put(header.getBytes(StandardCharsets.US_ASCII));
    bytes.order(type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      if (type.endsWith("4")) {
        bytes.putFloat((float) value);
      } else {
        bytes.putDouble(value);
      }
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    file.write(bytes.array(), 0, bytes.position());
    return Files.write(folder.resolve("x.npy"), file.toByteArray());
  }
}
