package org.mast4j.datavec.audio.patch;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.io.Serializable;
import org.mast4j.settings.Require;
import org.mast4j.settings.Setting;

/** How a spectrogram of F mels x T frames is covered by patches. */
@RecordBuilder
public record PatchGrid(
    @Setting(value = "F, mel bins.", byDefault = "128") int mels,
    @Setting(value = "T, frames.", byDefault = "512") int frames,
    @Setting(value = "Height of a patch in mels.", byDefault = "16") int patchMels,
    @Setting(value = "Width of a patch in frames.", byDefault = "16") int patchFrames,
    @Setting(value = "Step from one patch to the next over frequency.", byDefault = "10")
        int strideMels,
    @Setting(value = "Step from one patch to the next over time.", byDefault = "10")
        int strideFrames,
    @Setting(
            value = "Zeros below the lowest and above the highest mel, as a Conv2d pads.",
            byDefault = "0")
        int paddingMels,
    @Setting(value = "Zeros before the first and behind the last frame.", byDefault = "0")
        int paddingFrames)
    implements Serializable, PatchGridBuilder.With {

  public PatchGrid {
    Require.positive("patchMels", patchMels);
    Require.positive("patchFrames", patchFrames);
    Require.positive("strideMels", strideMels);
    Require.positive("strideFrames", strideFrames);
    Require.notNegative("paddingMels", paddingMels);
    Require.notNegative("paddingFrames", paddingFrames);
    Require.positive("mels", mels);
    Require.positive("frames", frames);
    Require.that(
        mels + 2 * paddingMels >= patchMels, "mels", mels, "room for a patch of " + patchMels);
    Require.that(
        frames + 2 * paddingFrames >= patchFrames,
        "frames",
        frames,
        "room for a patch of " + patchFrames);
  }

  /** 16 x 16 patches with a stride of 10 both ways, as AST and MAST use. */
  public static PatchGrid of(int mels, int frames) {
    return of(mels, frames, 16, 10);
  }

  /** Square patches without padding. */
  public static PatchGrid of(int mels, int frames, int patch, int stride) {
    return new PatchGrid(mels, frames, patch, patch, stride, stride, 0, 0);
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

  /** A copy with other steps between patches. */
  public PatchGrid withStride(int newStrideMels, int newStrideFrames) {
    return with(grid -> grid.strideMels(newStrideMels).strideFrames(newStrideFrames));
  }

  /** A copy with zeros around the spectrogram. */
  public PatchGrid withPadding(int newPaddingMels, int newPaddingFrames) {
    return with(grid -> grid.paddingMels(newPaddingMels).paddingFrames(newPaddingFrames));
  }
}
