package org.mast4j.datavec.audio.augment;

import java.util.List;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.datavec.audio.patch.Patches;

/**
 * A random view of a clip.
 *
 * @param logMel augmented, of the clip's size
 * @param patches those that patch-drop leaves
 * @param mixed what was mixed into the waveform, in this order
 */
public record View(Spectrogram logMel, PatchDrop.Choice patches, List<WaveformMixup.Pick> mixed) {

  /** Writes the K patches that are left, each of the grid's patch size, from {@code offset} on. */
  public void extract(PatchGrid grid, float[] out, int offset) {
    float[] all = Patches.extract(logMel, grid);
    int size = grid.patchSize();
    int[] kept = patches.kept();
    for (int i = 0; i < kept.length; i++) {
      System.arraycopy(all, kept[i] * size, out, offset + i * size, size);
    }
  }
}
