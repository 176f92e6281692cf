package org.mast4j.ssl.pretrain;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.augment.Augmentation;
import org.mast4j.datavec.audio.augment.ClipRandom;
import org.mast4j.datavec.audio.augment.PatchDrop;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.datavec.audio.patch.Patches;
import org.mast4j.zoo.TokenGrid;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Two augmented views of each clip, as patches.
 *
 * @param patches [2B, K, P], the first views above the second
 * @param kept [2B, K] int, each patch's index in the full grid
 */
public record ViewBatch(INDArray patches, INDArray kept) {

  /** The token grid that patch-drop leaves. */
  static TokenGrid grid(PatchGrid grid, double patchDrop) {
    return new TokenGrid(grid.rows(), PatchDrop.keptColumns(grid.columns(), patchDrop));
  }

  /**
   * Augments a batch, on all cores; each view draws from a generator of its own, so that the result
   * doesn't depend on the number of threads.
   *
   * @param clips B normalised log-mels of the grid's size
   * @param augmentations applied in order
   */
  public static ViewBatch of(
      List<Spectrogram> clips,
      List<Augmentation> augmentations,
      PatchGrid grid,
      double patchDrop,
      long seed,
      long step) {
    int views = 2 * clips.size();
    int kept = grid(grid, patchDrop).size();
    int size = grid.patchSize();
    float[] patches = new float[views * kept * size];
    int[] indices = new int[views * kept];
    IntStream.range(0, views)
        .parallel()
        .forEach(
            view -> {
              RandomGenerator random = ClipRandom.at(seed, step, view);
              Spectrogram clip = clips.get(view % clips.size());
              for (Augmentation augmentation : augmentations) {
                clip = augmentation.apply(clip, random);
              }
              float[] all = Patches.extract(clip, grid);
              int[] keep = PatchDrop.keep(grid, patchDrop, random);
              System.arraycopy(keep, 0, indices, view * kept, kept);
              for (int i = 0; i < kept; i++) {
                System.arraycopy(all, keep[i] * size, patches, (view * kept + i) * size, size);
              }
            });
    return new ViewBatch(
        Nd4j.createFromArray(patches).reshape(views, kept, size),
        Nd4j.createFromArray(indices).reshape(views, kept));
  }
}
