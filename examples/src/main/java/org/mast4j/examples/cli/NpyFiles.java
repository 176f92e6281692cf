package org.mast4j.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mast4j.datavec.audio.io.AtomicFiles;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** NumPy files in and out of the commands. */
final class NpyFiles {
  private NpyFiles() {}

  static boolean isNpy(Path file) {
    return file.toString().endsWith(".npy");
  }

  static void write(Path file, INDArray array) throws IOException {
    byte[] npy = Nd4j.toNpyByteArray(array.castTo(DataType.FLOAT).dup('c'));
    AtomicFiles.write(file, npy);
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
              + java.util.Arrays.toString(array.shape())
              + "; expected [B, frames, mels] or [frames, mels]");
    }
    return array;
  }
}
