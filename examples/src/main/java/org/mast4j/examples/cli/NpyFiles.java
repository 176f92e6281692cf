package org.mast4j.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** NumPy files in and out of the commands. */
final class NpyFiles {
  /** A comment in the header, which is a Python expression padded with blanks. */
  private static final byte[] MARK = "# mast4j\n".getBytes(StandardCharsets.US_ASCII);

  /** Of what ND4J, as NumPy, writes for arrays of up to three dimensions. */
  private static final int HEADER_END = 128;

  static final OutputFile.Kind KIND = new OutputFile.Kind("a NumPy file", NpyFiles::isOurs);

  private NpyFiles() {}

  static boolean isNpy(Path file) {
    return file.toString().endsWith(".npy");
  }

  static void write(OutputFile file, INDArray array) throws IOException {
    byte[] npy = Nd4j.toNpyByteArray(array.castTo(DataType.FLOAT).dup('c'));
    System.arraycopy(MARK, 0, npy, HEADER_END - MARK.length, MARK.length);
    file.write(npy);
  }

  private static boolean isOurs(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] header = in.readNBytes(HEADER_END);
      int from = Math.max(0, header.length - MARK.length);
      return Arrays.equals(header, from, header.length, MARK, 0, MARK.length);
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
