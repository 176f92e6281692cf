package org.mast4j.datavec.audio.augment;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.io.Serializable;
import org.mast4j.settings.Require;
import org.mast4j.settings.Setting;
import org.mast4j.settings.Settings;

/** How much {@link SpecAugment} masks. */
@RecordBuilder
public record SpecAugmentConfig(
    @Setting(value = "Masks over frequency.", byDefault = "1") int melMasks,
    @Setting(value = "Widest mask over frequency in mels.", byDefault = "48") int maxMels,
    @Setting(value = "Masks over time.", byDefault = "1") int frameMasks,
    @Setting(value = "Widest mask over time in frames.", byDefault = "192") int maxFrames,
    // the data set's mean in normalised log-mel, which the paper masks with
    @Setting(value = "What masked cells hold.", byDefault = "0") float maskValue)
    implements Serializable, SpecAugmentConfigBuilder.With {

  public SpecAugmentConfig {
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
   * <p>AST masks before it normalises, by 0; here the mask is 0 afterwards. {@link #withMaskValue}
   * sets what 0 becomes: -mean / std.
   */
  public static SpecAugmentConfig ast() {
    return Settings.defaults(SpecAugmentConfig.class);
  }
}
