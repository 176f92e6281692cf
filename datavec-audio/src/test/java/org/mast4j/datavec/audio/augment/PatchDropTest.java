package org.mast4j.datavec.audio.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.patch.PatchGrid;

class PatchDropTest {

  private final PatchGrid grid = PatchGrid.of(128, 128); // 12 x 12

  @Test
  void everyRowKeepsTheSameNumberInOrder() {
    int[] kept = PatchDrop.keep(grid, 0.2, ClipRandom.at(1, 2, 3));
    assertEquals(12 * 9, kept.length);
    for (int i = 0; i < kept.length; i++) {
      assertEquals(i / 9, kept[i] / 12, "row of " + i);
      assertTrue(i % 9 == 0 || kept[i] > kept[i - 1], "order at " + i);
    }
  }

  @Test
  void everyPositionIsAsLikely() {
    int[] counts = new int[grid.size()];
    for (int i = 0; i < 4000; i++) {
      for (int index : PatchDrop.keep(grid, 0.5, ClipRandom.at(1, i, 0))) {
        counts[index]++;
      }
    }
    for (int count : counts) {
      assertEquals(2000, count, 200); // six standard deviations
    }
  }

  @Test
  void droppingNothingKeepsAll() {
    assertArrayEquals(
        IntStream.range(0, grid.size()).toArray(), PatchDrop.keep(grid, 0, ClipRandom.at(1, 1, 1)));
  }

  @Test
  void keptColumnsIsTheFloorInSpiteOfBinaryFractions() {
    assertEquals(40, PatchDrop.keptColumns(50, 0.2));
    assertEquals(1, PatchDrop.keptColumns(10, 0.9));
    assertEquals(9, PatchDrop.keptColumns(12, 0.2));
  }

  @Test
  void refusesToDropAll() {
    assertThrows(IllegalArgumentException.class, () -> PatchDrop.keptColumns(4, 0.9));
    assertThrows(IllegalArgumentException.class, () -> PatchDrop.keptColumns(4, 1));
    assertThrows(IllegalArgumentException.class, () -> PatchDrop.keptColumns(4, -0.1));
  }

  @Test
  void freeDropKeepsAnyPatchesInOrder() {
    int[] counts = new int[grid.size()];
    for (int i = 0; i < 4000; i++) {
      int[] kept = PatchDrop.keepAny(grid, 0.5, ClipRandom.at(1, i, 0));
      assertEquals(72, kept.length);
      for (int j = 0; j < kept.length; j++) {
        assertTrue(j == 0 || kept[j] > kept[j - 1], "order at " + j);
        counts[kept[j]]++;
      }
    }
    for (int count : counts) {
      assertEquals(2000, count, 200); // six standard deviations
    }
  }

  @Test
  void maskTakesWhatFreeDropWouldLeaveOut() {
    int[] masked = PatchDrop.masked(grid, 0.2, ClipRandom.at(1, 2, 3));
    assertEquals(144 - 115, masked.length); // floor(144 * 0.8) stay
    assertEquals(115, PatchDrop.keepAny(grid, 0.2, ClipRandom.at(1, 2, 3)).length);
    assertEquals(masked.length, IntStream.of(masked).distinct().count());
    assertTrue(IntStream.of(masked).allMatch(i -> i >= 0 && i < 144));
    assertEquals(0, PatchDrop.masked(grid, 0, ClipRandom.at(1, 2, 3)).length);
    assertThrows(IllegalArgumentException.class, () -> PatchDrop.keptPatches(3, 0.9));
  }
}
