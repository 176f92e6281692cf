package org.mast4j.datavec.audio.augment;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.mast4j.datavec.audio.frontend.Spectrogram;

/**
 * SpecAugment's masks (arXiv 1904.08779): stretches of mel bins, then of frames, are overwritten by
 * one value. Any width up to the configured one is as likely, and then any place. (torchaudio,
 * which rounds its draws down, never masks the last bin or frame.)
 */
public final class SpecAugment implements Augmentation {

  private final SpecAugmentConfig config;

  /** Masks as {@code config} says. */
  public SpecAugment(SpecAugmentConfig config) {
    this.config = config;
  }

  @Override
  public Spectrogram apply(Spectrogram clip, RandomGenerator random) {
    float[] values = clip.values().clone();
    float mask = config.maskValue();
    for (int i = 0; i < config.melMasks(); i++) {
      Stretch mels = Stretch.draw(clip.mels(), config.maxMels(), random);
      fillMels(values, clip.mels(), mels, mask);
    }
    for (int i = 0; i < config.frameMasks(); i++) {
      Stretch frames = Stretch.draw(clip.frames(), config.maxFrames(), random);
      fillFrames(values, clip.mels(), frames, mask);
    }
    return new Spectrogram(values, clip.frames(), clip.mels());
  }

  /** A copy in which mel bins [first, first + count) hold {@code value} in every frame. */
  public static Spectrogram maskMels(Spectrogram clip, int first, int count, float value) {
    float[] values = clip.values().clone();
    fillMels(values, clip.mels(), Stretch.within(first, count, clip.mels()), value);
    return new Spectrogram(values, clip.frames(), clip.mels());
  }

  /** A copy in which frames [first, first + count) hold {@code value}. */
  public static Spectrogram maskFrames(Spectrogram clip, int first, int count, float value) {
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
