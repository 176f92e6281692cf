package org.mast4j.datavec.audio.frontend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class SpectrogramTest {

  private final Spectrogram s = new Spectrogram(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);

  @Test
  void becomesAMatrixAndBack() {
    INDArray matrix = s.toNDArray();
    assertArrayEquals(new long[] {3, 2}, matrix.shape());
    assertEquals(4, matrix.getFloat(1, 1));
    assertArrayEquals(s.values(), Spectrogram.fromNDArray(matrix).values());
    Spectrogram transposed = Spectrogram.fromNDArray(matrix.transpose());
    assertArrayEquals(new float[] {1, 3, 5, 2, 4, 6}, transposed.values());
  }

  @Test
  void fittingCutsOrPads() {
    assertArrayEquals(new float[] {1, 2}, s.fitFrames(1, 9).values());
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6, 9, 9}, s.fitFrames(4, 9).values());
  }

  @Test
  void refusesShapesThatDontFit() {
    assertThrows(IllegalArgumentException.class, () -> new Spectrogram(new float[5], 3, 2));
    assertThrows(IllegalArgumentException.class, () -> new Spectrogram(new float[0], 0, 2));
    assertThrows(IllegalArgumentException.class, () -> s.fitFrames(0, 0));
  }
}
