package org.mast4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** NumPy files in and out of the commands. */
final class NpyFiles {
  private static final String MAGIC = "\u0093NUMPY\u0001\u0000"; // format 1.0

  /** A comment in the header, which is a Python expression padded with blanks. */
  private static final String MARK = "# mast4j\n";

  /** As NumPy aligns it for arrays of up to three dimensions. */
  private static final int HEADER_END = 128;

  private static final int CHUNK = 1 << 16;

  static final OutputFile.Kind KIND = new OutputFile.Kind("a NumPy file", NpyFiles::isOurs);

  private NpyFiles() {}

  static boolean isNpy(Path file) {
    return file.toString().endsWith(".npy");
  }

  /** Writes float32; by pieces, since the features of hours of audio fit into memory once. */
  static void write(OutputFile file, INDArray array) throws IOException {
    DataBuffer values = array.castTo(DataType.FLOAT).dup('c').data();
    file.write(
        out -> {
          out.write(header(array.shape()));
          ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
          for (long i = 0; i < array.length(); i++) {
            chunk.putFloat(values.getFloat(i));
            if (!chunk.hasRemaining()) {
              out.write(chunk.array());
              chunk.clear();
            }
          }
          out.write(chunk.array(), 0, chunk.position());
        });
  }

  private static byte[] header(long[] shape) {
    String sizes = Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
    String tuple = shape.length == 1 ? sizes + "," : sizes; // as Python has it
    String dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + tuple + "), }";
    int length = HEADER_END - MAGIC.length() - Short.BYTES;
    String blanks = " ".repeat(length - dictionary.length() - MARK.length());
    return ByteBuffer.allocate(HEADER_END)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC.getBytes(StandardCharsets.ISO_8859_1))
        .putShort((short) length)
        .put((dictionary + blanks + MARK).getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  private static boolean isOurs(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      String header = new String(in.readNBytes(HEADER_END), StandardCharsets.ISO_8859_1);
      return header.length() == HEADER_END && header.endsWith(MARK);
    }
  }

  /** Features [B, frames, mels], or one clip's [frames, mels], as [B, frames, mels]. */
  static INDArray readFeatures(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + ": no such file; expected a .npy of features");
    }
    INDArray array = NpyReader.read(file);
    if (array.rank() == 2) {
      array = array.reshape(1, array.size(0), array.size(1));
    }
    if (array.rank() != 3 || array.length() == 0) {
      throw new IOException(
          file
              + ": shape "
              + Arrays.toString(array.shape())
              + "; expected [B, frames, mels] or [frames, mels]");
    }
    return array;
  }
}
