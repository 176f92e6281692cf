package org.mast4j.datavec.audio.augment;

import java.io.Serializable;

/**
 * How much {@link SpecAugment} masks.
 *
 * @param melMasks masks over frequency
 * @param maxMels widest mask over frequency
 * @param frameMasks masks over time
 * @param maxFrames widest mask over time
 * @param maskValue what masked cells hold: 0 is the data set's mean in normalised log-mel, which
 *     the paper masks with
 */
public record SpecAugmentConfig(
    int melMasks, int maxMels, int frameMasks, int maxFrames, float maskValue)
    implements Serializable {

  public SpecAugmentConfig {
    require(melMasks >= 0, "melMasks must not be negative", melMasks);
    require(maxMels >= 0, "maxMels must not be negative", maxMels);
    require(frameMasks >= 0, "frameMasks must not be negative", frameMasks);
    require(maxFrames >= 0, "maxFrames must not be negative", maxFrames);
    require(Float.isFinite(maskValue), "maskValue must be finite", maskValue);
  }

  /**
   * AST's on AudioSet: one mask of up to 48 mels and one of up to 192 of 1024 frames
   * (YuanGongND/ast, egs/audioset/run.sh).
   *
   * <p>AST masks before it normalises, by 0; here the mask is 0 afterwards. {@link #withMaskValue}
   * sets what 0 becomes: -mean / std.
   */
  public static SpecAugmentConfig ast() {
    return new SpecAugmentConfig(1, 48, 1, 192, 0);
  }

  /** A copy with other masks over frequency. */
  public SpecAugmentConfig withMelMasks(int newMelMasks, int newMaxMels) {
    return new SpecAugmentConfig(newMelMasks, newMaxMels, frameMasks, maxFrames, maskValue);
  }

  /** A copy with other masks over time. */
  public SpecAugmentConfig withFrameMasks(int newFrameMasks, int newMaxFrames) {
    return new SpecAugmentConfig(melMasks, maxMels, newFrameMasks, newMaxFrames, maskValue);
  }

  /** A copy that fills masks with another value. */
  public SpecAugmentConfig withMaskValue(float newMaskValue) {
    return new SpecAugmentConfig(melMasks, maxMels, frameMasks, maxFrames, newMaskValue);
  }

  private static void require(boolean holds, String rule, Number value) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ", was " + value);
    }
  }
}
