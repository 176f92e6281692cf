package org.mast4j.zoo.pretrained;

import java.util.Objects;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;

/**
 * What differs between the front ends of published weights; the rest is the recipe's.
 *
 * @param kind the recipe
 * @param frames T
 * @param mels F
 * @param mean taken off every value
 * @param std divides every value; AST's papers write it as twice the data's deviation
 * @param subtractMean whether the clip's mean is taken off the waveform first
 */
public record PretrainedFrontEnd(
    FrontEndConfig.Kind kind, int frames, int mels, double mean, double std, boolean subtractMean) {
  public PretrainedFrontEnd {
    Objects.requireNonNull(kind, "kind");
    configOf(kind, frames, mels, mean, std, subtractMean); // which checks the values
  }

  /** The whole configuration. */
  public FrontEndConfig config() {
    return configOf(kind, frames, mels, mean, std, subtractMean);
  }

  private static FrontEndConfig configOf(
      FrontEndConfig.Kind kind,
      int frames,
      int mels,
      double mean,
      double std,
      boolean subtractMean) {
    FrontEndConfig recipe =
        switch (kind) {
          case KALDI -> FrontEndConfig.kaldi();
          case LIBROSA -> FrontEndConfig.librosa();
        };
    return recipe
        .withFrames(frames)
        .withMels(mels)
        .withStatistics(mean, std)
        .withSubtractMean(subtractMean);
  }
}
