package org.mast4j.datavec.audio.augment;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.settings.Require;
import org.mast4j.settings.Setting;

/**
 * SpecAugment's masks (arXiv 1904.08779): stretches of mel bins, then of frames, are overwritten by
 * one value. Any width up to the configured one is as likely, and then any place. (torchaudio,
 * which rounds its draws down, never masks the last bin or frame.)
 */
@RecordBuilder
public record SpecAugment(
    @Setting("Masks over frequency.") int melMasks,
    @Setting("Widest mask over frequency, in mel bins.") int maxMels,
    @Setting("Masks over time.") int frameMasks,
    @Setting("Widest mask over time, in frames.") int maxFrames,
    @Setting(
            "What masked cells hold: 0 is the data set's mean in normalised log-mel, which the paper masks with.")
        double maskValue)
    implements LogMelAugmentation, SpecAugmentBuilder.With {

  public SpecAugment {
    Require.notNegative("melMasks", melMasks);
    Require.notNegative("maxMels", maxMels);
    Require.notNegative("frameMasks", frameMasks);
    Require.notNegative("maxFrames", maxFrames);
    Require.finite("maskValue", maskValue);
  }

  /**
   * AST's on AudioSet: one mask of up to 48 mels and one of up to 192 of 1024 frames
   * (YuanGongND/ast, egs/audioset/run.sh).
   *
   * <p>AST masks before it normalises, by 0; here the mask is 0 afterwards. {@code withMaskValue}
   * sets what 0 becomes: -mean / std.
   */
  public SpecAugment() {
    this(1, 48, 1, 192, 0);
  }

  @Override
  public Spectrogram apply(Spectrogram clip, RandomGenerator random) {
    float[] values = clip.values().clone();
    float mask = (float) maskValue;
    for (int i = 0; i < melMasks; i++) {
      Stretch mels = Stretch.draw(clip.mels(), maxMels, random);
      fillMels(values, clip.mels(), mels, mask);
    }
    for (int i = 0; i < frameMasks; i++) {
      Stretch frames = Stretch.draw(clip.frames(), maxFrames, random);
      fillFrames(values, clip.mels(), frames, mask);
    }
    return new Spectrogram(values, clip.frames(), clip.mels());
  }

  /** A copy in which mel bins [first, first + count) hold {@code value} in every frame. */
  static Spectrogram maskMels(Spectrogram clip, int first, int count, float value) {
    float[] values = clip.values().clone();
    fillMels(values, clip.mels(), Stretch.within(first, count, clip.mels()), value);
    return new Spectrogram(values, clip.frames(), clip.mels());
  }

  /** A copy in which frames [first, first + count) hold {@code value}. */
  static Spectrogram maskFrames(Spectrogram clip, int first, int count, float value) {
    float[] values = clip.values().clone();
    fillFrames(values, clip.mels(), Stretch.within(first, count, clip.frames()), value);
    return new Spectrogram(values, clip.frames(), clip.mels());
  }

  private static void fillMels(float[] values, int mels, Stretch stretch, float value) {
    for (int row = 0; row < values.length; row += mels) {
      Arrays.fill(values, row + stretch.first, row + stretch.end, value);
    }
  }

  private static void fillFrames(float[] values, int mels, Stretch stretch, float value) {
    Arrays.fill(values, stretch.first * mels, stretch.end * mels, value);
  }

  /** Rows or columns [first, end). */
  private record Stretch(int first, int end) {

    static Stretch within(int first, int count, int size) {
      if (first < 0 || count < 0 || first > size - count) {
        throw new IllegalArgumentException(
            "a mask of " + count + " from " + first + " on doesn't lie in 0.." + size);
      }
      return new Stretch(first, first + count);
    }

    static Stretch draw(int size, int maxWidth, RandomGenerator random) {
      int count = random.nextInt(Math.min(maxWidth, size) + 1);
      int first = random.nextInt(size - count + 1);
      return new Stretch(first, first + count);
    }
  }
}
