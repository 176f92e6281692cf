package org.mast4j.ssl.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mast4j.datavec.audio.augment.PatchDrop;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class GivenViewsTest {
  private static final PatchGrid GRID = PatchGrid.of(8, 12, 4, 4); // 2 x 3 patches of 16

  /** Each value names its view, clip and patch. */
  private static INDArray view(int view) {
    INDArray patches = Nd4j.zeros(DataType.FLOAT, 2, GRID.size(), GRID.patchSize());
    for (int clip = 0; clip < 2; clip++) {
      for (int patch = 0; patch < GRID.size(); patch++) {
        patches.slice(clip).slice(patch).assign(100 * view + 10 * clip + patch);
      }
    }
    return patches;
  }

  @ParameterizedTest
  @EnumSource(PatchDrop.Mode.class)
  void patchDropLeavesOfThemWhatItSays(PatchDrop.Mode mode) {
    PatchDrop drop = new PatchDrop(0.4, mode);
    try (ViewBatch views = new GivenViews(view(0), view(1), GRID).drop(drop, 1, 2)) {
      int kept = drop.kept(GRID);
      assertThat(views.patches().shape()).containsExactly(4, kept, GRID.patchSize());
      assertThat(views.masked().isPresent()).isEqualTo(mode == PatchDrop.Mode.MASK);
      for (int row = 0; row < 4; row++) {
        for (int i = 0; i < kept; i++) {
          int patch = views.kept().getInt(row, i);
          assertThat(views.patches().getDouble(row, i, 7))
              .isEqualTo(100 * (row / 2) + 10 * (row % 2) + patch);
        }
      }
      views
          .masked()
          .ifPresent(masked -> assertThat(masked.sumNumber().intValue()).isEqualTo(4 * (6 - 3)));
    }
  }

  @Test
  void viewsOfAnotherGridAreRefused() {
    INDArray other = Nd4j.zeros(DataType.FLOAT, 2, 5, 16);
    assertThatThrownBy(() -> new GivenViews(view(0), other, GRID))
        .hasMessageContaining("[2, 5, 16]")
        .hasMessageContaining("[2, 6, 16]");
  }
}
