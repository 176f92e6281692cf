package org.mast4j.datavec.audio.patch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class PatchArrayTest {

  /** 1 x 2 patches of 2 x 2. */
  private static final PatchGrid GRID = PatchGrid.of(2, 4, 2, 2);

  private final PatchArray patches = new PatchArray(2, GRID);

  @Test
  void eachClipHasItsPlace() {
    patches.put(1, new float[] {8, 9, 10, 11, 12, 13, 14, 15});
    patches.put(0, new float[] {0, 1, 2, 3, 4, 5, 6, 7});
    INDArray array = patches.finish();
    assertArrayEquals(new long[] {2, 2, 4}, array.shape());
    for (int i = 0; i < 16; i++) {
      assertEquals(i, array.getFloat(i / 8, i / 4 % 2, i % 4));
    }
  }

  @Test
  void clipsMayHaveLessThanTheGrid() {
    PatchArray left = new PatchArray(2, 1, 4);
    left.put(1, new float[] {4, 5, 6, 7}).put(0, new float[] {0, 1, 2, 3});
    assertArrayEquals(new long[] {2, 1, 4}, left.finish().shape());
    assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5, 6, 7}, left.finish().ravel().toFloatVector());
  }

  @Test
  void aClipThatHasNoPlaceIsRefused() {
    float[] values = new float[8];
    assertThrows(IndexOutOfBoundsException.class, () -> patches.put(2, values));
    assertThrows(IndexOutOfBoundsException.class, () -> patches.put(-1, values));
  }

  @Test
  void patchesOfAnotherGridAreRefused() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> patches.put(0, new float[9]))
            .getMessage();
    assertEquals("patches of 9 values; expected 8 values", message);
  }
}
