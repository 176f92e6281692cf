package org.mast4j.ssl.pretrain.ssast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.testkit.zoo.Oracle;
import org.mast4j.zoo.weights.Weights;

class PatchMasksTest {
  private static final int DRAWS = 4000;

  /** How often the published code hides each patch, and neighbours; oracle/make_pretraining.py. */
  @ParameterizedTest
  @CsvSource({"8, 64, 400", "8, 64, 100", "4, 6, 18"})
  void patchesAreHiddenAsOftenAndAsCloseTogetherAsThePublishedCodeDoes(
      int rows, int columns, int count) {
    Weights oracle = Oracle.tensors("ssast-masks.safetensors");
    String name = rows + "x" + columns + "." + count;
    double[] frequency = new double[rows * columns];
    double right = 0;
    double above = 0;
    PatchMasks masks = new PatchMasks(grid(rows, columns), count, 3, 5);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < DRAWS; i++) {
      boolean[] hidden = new boolean[rows * columns];
      int[] drawn = masks.draw(random);
      assertThat(drawn).hasSize(count).doesNotHaveDuplicates().isSorted();
      Arrays.stream(drawn).forEach(patch -> hidden[patch] = true);
      for (int patch : drawn) {
        frequency[patch] += 1.0 / DRAWS;
        right += (patch + 1) % columns != 0 && hidden[patch + 1] ? 1.0 / DRAWS : 0;
        above += patch + columns < hidden.length && hidden[patch + columns] ? 1.0 / DRAWS : 0;
      }
    }
    assertThat(frequency)
        .containsExactly(oracle.get(name + ".frequency").toDoubleVector(), within(0.05));
    assertThat(new double[] {right, above})
        .containsExactly(oracle.get(name + ".neighbours").toDoubleVector(), within(0.015 * count));
  }

  @Test
  void aGridOfOneRowHidesFramesOneByOne() {
    PatchMasks masks = new PatchMasks(grid(1, 40), 20, 3, 5);
    SplittableRandom random = new SplittableRandom(1);
    double neighbours = 0;
    for (int i = 0; i < DRAWS; i++) {
      int[] drawn = masks.draw(random);
      assertThat(drawn).hasSize(20).doesNotHaveDuplicates();
      for (int k = 1; k < drawn.length; k++) {
        neighbours += drawn[k] == drawn[k - 1] + 1 ? 1.0 / DRAWS : 0;
      }
    }
    assertThat(neighbours).isCloseTo(39 * 20.0 / 40 * 19 / 39, within(0.1));
  }

  @Test
  void whatFillsTheGridToThePublishedLoopsEndIsDrawnToo() {
    assertThat(new PatchMasks(grid(2, 3), 4, 1, 1).draw(new SplittableRandom(1)))
        .containsExactly(1, 2, 3, 4);
  }

  private static PatchGrid grid(int rows, int columns) {
    return PatchGrid.of(2 * rows, 2 * columns, 2, 2);
  }
}
