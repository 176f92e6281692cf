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
 * @param paddingMels zeros below the lowest and above the highest mel, as a Conv2d pads
 * @param paddingFrames zeros before the first and behind the last frame
 */
public record PatchGrid(
    int mels,
    int frames,
    int patchMels,
    int patchFrames,
    int strideMels,
    int strideFrames,
    int paddingMels,
    int paddingFrames)
    implements Serializable {

  public PatchGrid {
    require(patchMels > 0, "patchMels must be positive", patchMels);
    require(patchFrames > 0, "patchFrames must be positive", patchFrames);
    require(strideMels > 0, "strideMels must be positive", strideMels);
    require(strideFrames > 0, "strideFrames must be positive", strideFrames);
    require(paddingMels >= 0, "paddingMels must not be negative", paddingMels);
    require(paddingFrames >= 0, "paddingFrames must not be negative", paddingFrames);
    require(mels > 0, "mels must be positive", mels);
    require(frames > 0, "frames must be positive", frames);
    require(mels + 2 * paddingMels >= patchMels, "mels must hold a patch of " + patchMels, mels);
    require(
        frames + 2 * paddingFrames >= patchFrames,
        "frames must hold a patch of " + patchFrames,
        frames);
  }

  /** A grid without padding. */
  public PatchGrid(
      int mels, int frames, int patchMels, int patchFrames, int strideMels, int strideFrames) {
    this(mels, frames, patchMels, patchFrames, strideMels, strideFrames, 0, 0);
  }

  /** 16 x 16 patches with a stride of 10 both ways, as AST and MAST use. */
  public static PatchGrid of(int mels, int frames) {
    return new PatchGrid(mels, frames, 16, 16, 10, 10);
  }

  /** H, patches over frequency. */
  public int rows() {
    return (mels + 2 * paddingMels - patchMels) / strideMels + 1;
  }

  /** W, patches over time. */
  public int columns() {
    return (frames + 2 * paddingFrames - patchFrames) / strideFrames + 1;
  }

  /** N = H * W. */
  public int size() {
    return rows() * columns();
  }

  /** Values in one patch. */
  public int patchSize() {
    return patchMels * patchFrames;
  }

  /** Whether patches reach beyond the spectrogram. */
  public boolean hasPadding() {
    return paddingMels > 0 || paddingFrames > 0;
  }

  /** A copy for clips of another length. */
  public PatchGrid withFrames(int newFrames) {
    return over(mels, newFrames);
  }

  /** A copy for another number of mel bins. */
  public PatchGrid withMels(int newMels) {
    return over(newMels, frames);
  }

  private PatchGrid over(int newMels, int newFrames) {
    return new PatchGrid(
        newMels,
        newFrames,
        patchMels,
        patchFrames,
        strideMels,
        strideFrames,
        paddingMels,
        paddingFrames);
  }

  /** A copy with the same step between patches over both axes. */
  public PatchGrid withStride(int newStride) {
    return withStride(newStride, newStride);
  }

  /** A copy with other steps between patches. */
  public PatchGrid withStride(int newStrideMels, int newStrideFrames) {
    return new PatchGrid(
        mels,
        frames,
        patchMels,
        patchFrames,
        newStrideMels,
        newStrideFrames,
        paddingMels,
        paddingFrames);
  }

  /** A copy with zeros around the spectrogram. */
  public PatchGrid withPadding(int newPaddingMels, int newPaddingFrames) {
    return new PatchGrid(
        mels,
        frames,
        patchMels,
        patchFrames,
        strideMels,
        strideFrames,
        newPaddingMels,
        newPaddingFrames);
  }

  private static void require(boolean holds, String rule, int value) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ", was " + value);
    }
  }
}
