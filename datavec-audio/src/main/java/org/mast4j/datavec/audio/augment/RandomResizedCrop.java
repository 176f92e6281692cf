package org.mast4j.datavec.audio.augment;

import java.util.Arrays;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.mast4j.datavec.audio.frontend.Spectrogram;

/**
 * BYOL-A's RandomResizeCrop (nttcslab/byol-a, byol_a/augmentations.py): lay the clip in the middle
 * of a larger canvas of zeros, cut a random rectangle out of it, and resize that to the clip's
 * size.
 *
 * @param crop how far it zooms
 */
public record RandomResizedCrop(CropConfig crop) implements LogMelAugmentation {

  public RandomResizedCrop {
    Objects.requireNonNull(crop, "crop");
  }

  /** BYOL-A's and LAPE's crop. */
  public RandomResizedCrop() {
    this(CropConfig.published());
  }

  @Override
  public Spectrogram apply(Spectrogram clip, RandomGenerator random) {
    return resize(clip, draw(clip, random));
  }

  /** A random rectangle for a clip of this size. */
  CropBox draw(Spectrogram clip, RandomGenerator random) {
    int canvasMels = (int) (crop.canvasMels() * clip.mels());
    int canvasFrames = (int) (crop.canvasFrames() * clip.frames());
    double melScale = between(crop.minScaleMels(), crop.maxScaleMels(), random);
    double frameScale = between(crop.minScaleFrames(), crop.maxScaleFrames(), random);
    int mels = extent(clip.mels(), melScale, canvasMels);
    int frames = extent(clip.frames(), frameScale, canvasFrames);
    int mel = random.nextInt(canvasMels - mels + 1);
    int frame = random.nextInt(canvasFrames - frames + 1);
    return new CropBox(
        mel - (canvasMels - clip.mels()) / 2,
        frame - (canvasFrames - clip.frames()) / 2,
        mels,
        frames);
  }

  private static double between(double min, double max, RandomGenerator random) {
    return min + random.nextDouble() * (max - min);
  }

  private static int extent(int size, double scale, int canvas) {
    return Math.max(1, Math.min(canvas, (int) (scale * size)));
  }

  /**
   * The part of a clip that a rectangle covers, resized bicubically to the clip's own size.
   *
   * @return [clip.frames, clip.mels]
   */
  static Spectrogram resize(Spectrogram clip, CropBox box) {
    int frames = clip.frames();
    int mels = clip.mels();
    BicubicTaps overTime = BicubicTaps.of(box.frames(), frames);
    BicubicTaps overMels = BicubicTaps.of(box.mels(), mels);
    float[] resized = new float[frames * mels];
    float[] row = new float[box.mels()]; // one output frame, mels not yet resized
    for (int t = 0; t < frames; t++) {
      blendFrames(clip, box, overTime, t, row);
      resizeRow(row, overMels, resized, t * mels);
    }
    return new Spectrogram(resized, frames, mels);
  }

  /** Adds up the four frames that output frame {@code t} reads; those outside the clip are zero. */
  private static void blendFrames(
      Spectrogram clip, CropBox box, BicubicTaps taps, int t, float[] row) {
    Arrays.fill(row, 0);
    int from = Math.max(0, -box.firstMel());
    int to = Math.min(row.length, clip.mels() - box.firstMel());
    float[] values = clip.values();
    for (int tap = BicubicTaps.TAPS * t; tap < BicubicTaps.TAPS * (t + 1); tap++) {
      int frame = box.firstFrame() + taps.sources()[tap];
      if (frame < 0 || frame >= clip.frames()) {
        continue;
      }
      float weight = taps.weights()[tap];
      int start = frame * clip.mels() + box.firstMel();
      for (int i = from; i < to; i++) {
        row[i] += weight * values[start + i];
      }
    }
  }

  private static void resizeRow(float[] row, BicubicTaps taps, float[] out, int offset) {
    int[] sources = taps.sources();
    float[] weights = taps.weights();
    for (int i = 0, tap = 0; tap < sources.length; i++, tap += BicubicTaps.TAPS) {
      out[offset + i] =
          weights[tap] * row[sources[tap]]
              + weights[tap + 1] * row[sources[tap + 1]]
              + weights[tap + 2] * row[sources[tap + 2]]
              + weights[tap + 3] * row[sources[tap + 3]];
    }
  }
}
