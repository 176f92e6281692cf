package org.mast4j.datavec.audio.patch;

import org.mast4j.datavec.audio.frontend.Spectrogram;

/**
 * Cuts a spectrogram into patches, so that one matrix product embeds them: the result times a
 * flattened Conv2d kernel equals that convolution of the [F, T] image.
 */
public final class Patches {

  private Patches() {}

  /**
   * The patches of {@code s}, row-major [H*W, patchMels*patchFrames]; see {@link
   * #extract(Spectrogram, PatchGrid, float[], int)}.
   */
  public static float[] extract(Spectrogram s, PatchGrid g) {
    float[] patches = new float[g.size() * g.patchSize()];
    extract(s, g, patches, 0);
    return patches;
  }

  /**
   * Writes the patches of {@code s} into {@code out} from {@code offset} on, row-major [H*W,
   * patchMels*patchFrames].
   *
   * <p>Patch n = h * W + w starts at mel h * strideMels, frame w * strideFrames; inside a patch
   * frequency runs slowest (index = df * patchFrames + dt).
   */
  public static void extract(Spectrogram s, PatchGrid g, float[] out, int offset) {
    if (s.mels() != g.mels() || s.frames() != g.frames()) {
      throw new IllegalArgumentException(
          s + " doesn't fit a grid over " + g.frames() + " frames x " + g.mels() + " mels");
    }
    float[] values = s.values();
    int columns = g.columns();
    for (int h = 0; h < g.rows(); h++) {
      for (int w = 0; w < columns; w++) {
        int patch = offset + (h * columns + w) * g.patchSize();
        int corner = w * g.strideFrames() * g.mels() + h * g.strideMels();
        for (int dt = 0; dt < g.patchFrames(); dt++) {
          int from = corner + dt * g.mels();
          for (int df = 0; df < g.patchMels(); df++) {
            out[patch + df * g.patchFrames() + dt] = values[from + df];
          }
        }
      }
    }
  }
}
