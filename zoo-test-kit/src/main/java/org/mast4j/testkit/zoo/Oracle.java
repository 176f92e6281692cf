package org.mast4j.testkit.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.datavec.audio.patch.Patches;
import org.mast4j.zoo.weights.SafeTensors;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Tensors that reference implementations computed, below a module's resources/oracle. */
public final class Oracle {
  private Oracle() {}

  /** A file or folder of the oracle. */
  public static Path path(String name) {
    try {
      return Path.of(Objects.requireNonNull(Oracle.class.getResource("/oracle/" + name)).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The tensors of one file. */
  public static Weights tensors(String name) {
    try {
      return SafeTensors.read(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** [B, frames, mels] to [B, N, P]. */
  public static INDArray patches(INDArray spectrograms, PatchGrid grid) {
    int clips = (int) spectrograms.size(0);
    int perClip = grid.size() * grid.patchSize();
    float[] values = new float[clips * perClip];
    for (int clip = 0; clip < clips; clip++) {
      Patches.extract(
          Spectrogram.fromNDArray(spectrograms.slice(clip)), grid, values, clip * perClip);
    }
    return Nd4j.createFromArray(values).reshape(clips, grid.size(), grid.patchSize());
  }

  /** Equal shapes, and values that differ by less than {@code tolerance}. */
  public static void assertClose(INDArray actual, INDArray expected, double tolerance) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(tolerance);
  }
}
