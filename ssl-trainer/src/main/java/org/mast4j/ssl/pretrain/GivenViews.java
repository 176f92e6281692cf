package org.mast4j.ssl.pretrain;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mast4j.datavec.audio.augment.ClipRandom;
import org.mast4j.datavec.audio.augment.PatchDrop;
import org.mast4j.datavec.audio.patch.PatchArray;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.settings.Require;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Two views of each clip that were made elsewhere.
 *
 * @param first [B, N, P], all patches of the grid
 * @param second likewise
 */
record GivenViews(INDArray first, INDArray second, PatchGrid grid) {

  /**
   * @throws IllegalArgumentException naming both shapes, if one isn't the grid's
   */
  GivenViews {
    long[] expected = {first.size(0), grid.size(), grid.patchSize()};
    for (INDArray view : List.of(first, second)) {
      Require.that(
          Arrays.equals(view.shape(), expected),
          "a view's patches",
          Arrays.toString(view.shape()),
          Arrays.toString(expected));
    }
  }

  /** What patch-drop leaves of them, as of views that are made here. */
  ViewBatch drop(PatchDrop drop, long seed, long step) {
    int clips = Math.toIntExact(first.size(0));
    int kept = drop.kept(grid);
    int size = grid.patchSize();
    boolean masks = drop.mode() == PatchDrop.Mode.MASK;
    float[][] all = {first.dup('c').data().asFloat(), second.dup('c').data().asFloat()};
    PatchArray patches = new PatchArray(2 * clips, kept, size);
    int[][] indices = new int[2 * clips][];
    float[][] masked = new float[2 * clips][kept];
    for (int view = 0; view < 2 * clips; view++) {
      PatchDrop.Choice choice = drop.draw(grid, ClipRandom.at(seed, step, view));
      indices[view] = choice.kept();
      for (int patch : choice.masked()) {
        masked[view][patch] = 1;
      }
      float[] left = new float[kept * size];
      for (int i = 0; i < kept; i++) {
        int from = (view % clips * grid.size() + choice.kept()[i]) * size;
        System.arraycopy(all[view / clips], from, left, i * size, size);
      }
      patches.put(view, left);
    }
    return new ViewBatch(
        patches.finish(),
        Nd4j.createFromArray(indices),
        masks ? Optional.of(Nd4j.createFromArray(masked)) : Optional.empty());
  }
}
