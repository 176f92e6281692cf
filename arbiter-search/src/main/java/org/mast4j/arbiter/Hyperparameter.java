package org.mast4j.arbiter;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.arbiter.optimize.distribution.LogUniformDistribution;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.mast4j.datavec.audio.augment.CropConfig;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;

/** What a search may vary; everything else stays as the base configuration has it. */
public enum Hyperparameter {
  LEARNING_RATE("learningRate", Scale.LOGARITHMIC, SsMastConfig::withLearningRate),
  TEMPERATURE("temperature", Scale.LOGARITHMIC, SsMastConfig::withTemperature),
  PATCH_DROP("patchDrop", Scale.LINEAR, SsMastConfig::withPatchDrop),
  /** 0 leaves clips whole, 1 crops as the base configuration does, 2 twice as far from whole. */
  CROP_STRENGTH(
      "cropStrength",
      Scale.LINEAR,
      (config, strength) -> config.withCrop(scaled(config.crop(), strength)));

  private enum Scale {
    LINEAR,
    LOGARITHMIC
  }

  @FunctionalInterface
  private interface Setter {
    SsMastConfig set(SsMastConfig config, double value);
  }

  private final String key;
  private final Scale scale;
  private final Setter setter;

  Hyperparameter(String key, Scale scale, Setter setter) {
    this.key = key;
    this.scale = scale;
    this.setter = setter;
  }

  /** Its name in files and tables. */
  public String key() {
    return key;
  }

  /** The names of all. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(Hyperparameter::key).toList();
  }

  /**
   * A copy of the base configuration with this value.
   *
   * @throws IllegalArgumentException if the configuration can't have it
   */
  public SsMastConfig set(SsMastConfig base, double value) {
    return setter.set(base, value);
  }

  /** Arbiter's space for it: log-uniform or uniform over the range. */
  ContinuousParameterSpace space(Range range) {
    return switch (scale) {
      case LINEAR -> new ContinuousParameterSpace(range.low(), range.high());
      case LOGARITHMIC ->
          new ContinuousParameterSpace(new LogUniformDistribution(range.low(), range.high()));
    };
  }

  private static CropConfig scaled(CropConfig crop, double strength) {
    return new CropConfig(
        fromOne(crop.canvasMels(), strength),
        fromOne(crop.canvasFrames(), strength),
        fromOne(crop.minScale(), strength),
        fromOne(crop.maxScale(), strength));
  }

  private static double fromOne(double multiple, double strength) {
    return 1 + strength * (multiple - 1);
  }
}
