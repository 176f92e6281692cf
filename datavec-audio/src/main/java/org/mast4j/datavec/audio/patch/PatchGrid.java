package org.mast4j.datavec.audio.patch;

import java.io.Serializable;

/**
 * How a spectrogram of F mels x T frames is covered by patches.
 *
 * @param mels F
 * @param frames T
 * @param patchMels height of a patch
 * @param patchFrames width of a patch
 * @param strideMels step from one patch to the next over frequency
 * @param strideFrames step from one patch to the next over time
 */
public record PatchGrid(
    int mels, int frames, int patchMels, int patchFrames, int strideMels, int strideFrames)
    implements Serializable {

  public PatchGrid {
    require(patchMels > 0, "patchMels must be positive", patchMels);
    require(patchFrames > 0, "patchFrames must be positive", patchFrames);
    require(strideMels > 0, "strideMels must be positive", strideMels);
    require(strideFrames > 0, "strideFrames must be positive", strideFrames);
    require(mels >= patchMels, "mels must hold a patch of " + patchMels, mels);
    require(frames >= patchFrames, "frames must hold a patch of " + patchFrames, frames);
  }

  /** 16 x 16 patches with a stride of 10 both ways, as AST and MAST use. */
  public static PatchGrid of(int mels, int frames) {
    return new PatchGrid(mels, frames, 16, 16, 10, 10);
  }

  /** H, patches over frequency. */
  public int rows() {
    return (mels - patchMels) / strideMels + 1;
  }

  /** W, patches over time. */
  public int columns() {
    return (frames - patchFrames) / strideFrames + 1;
  }

  /** N = H * W. */
  public int size() {
    return rows() * columns();
  }

  /** Values in one patch. */
  public int patchSize() {
    return patchMels * patchFrames;
  }

  /** A copy for clips of another length. */
  public PatchGrid withFrames(int newFrames) {
    return new PatchGrid(mels, newFrames, patchMels, patchFrames, strideMels, strideFrames);
  }

  /** A copy for another number of mel bins. */
  public PatchGrid withMels(int newMels) {
    return new PatchGrid(newMels, frames, patchMels, patchFrames, strideMels, strideFrames);
  }

  /** A copy with another step between square patches. */
  public PatchGrid withStride(int newStride) {
    return new PatchGrid(mels, frames, patchMels, patchFrames, newStride, newStride);
  }

  private static void require(boolean holds, String rule, int value) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ", was " + value);
    }
  }
}
