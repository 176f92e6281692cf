package org.mast4j.datavec.audio.patch;

import java.util.Arrays;
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
   * <p>Patch n = h * W + w starts at mel h * strideMels - paddingMels, frame w * strideFrames -
   * paddingFrames; inside a patch frequency runs slowest (index = df * patchFrames + dt). Cells
   * beyond the spectrogram are 0.
   */
  public static void extract(Spectrogram s, PatchGrid g, float[] out, int offset) {
    if (s.mels() != g.mels() || s.frames() != g.frames()) {
      throw new IllegalArgumentException(
          s + " doesn't fit a grid over " + g.frames() + " frames x " + g.mels() + " mels");
    }
    int columns = g.columns();
    for (int h = 0; h < g.rows(); h++) {
      int mel = h * g.strideMels() - g.paddingMels();
      for (int w = 0; w < columns; w++) {
        int frame = w * g.strideFrames() - g.paddingFrames();
        copy(s.values(), g, mel, frame, out, offset + (h * columns + w) * g.patchSize());
      }
    }
  }

  /**
   * The spectrogram of which these are the patches, as {@link #extract(Spectrogram, PatchGrid)}
   * gave them. A cell in no patch, such as the last few frames may be, has the value of the last
   * one before it that is in one.
   *
   * @param patches row-major [H*W, patchMels*patchFrames], from {@code offset} on
   */
  public static Spectrogram assemble(float[] patches, PatchGrid g, int offset) {
    float[] values = new float[g.frames() * g.mels()];
    for (int mel = 0; mel < g.mels(); mel++) {
      int h = Math.min((mel + g.paddingMels()) / g.strideMels(), g.rows() - 1);
      int df = Math.min(mel + g.paddingMels() - h * g.strideMels(), g.patchMels() - 1);
      for (int frame = 0; frame < g.frames(); frame++) {
        int w = Math.min((frame + g.paddingFrames()) / g.strideFrames(), g.columns() - 1);
        int dt = Math.min(frame + g.paddingFrames() - w * g.strideFrames(), g.patchFrames() - 1);
        int patch = offset + (h * g.columns() + w) * g.patchSize();
        values[frame * g.mels() + mel] = patches[patch + df * g.patchFrames() + dt];
      }
    }
    return new Spectrogram(values, g.frames(), g.mels());
  }

  /** One patch, whose first cell is that of {@code mel} and {@code frame}, to {@code patch} on. */
  private static void copy(
      float[] values, PatchGrid g, int mel, int frame, float[] out, int patch) {
    Arrays.fill(out, patch, patch + g.patchSize(), 0f);
    int firstMel = Math.max(mel, 0);
    int endMel = Math.min(mel + g.patchMels(), g.mels());
    int firstFrame = Math.max(frame, 0);
    int endFrame = Math.min(frame + g.patchFrames(), g.frames());
    for (int t = firstFrame; t < endFrame; t++) {
      for (int f = firstMel; f < endMel; f++) {
        out[patch + (f - mel) * g.patchFrames() + t - frame] = values[t * g.mels() + f];
      }
    }
  }
}
