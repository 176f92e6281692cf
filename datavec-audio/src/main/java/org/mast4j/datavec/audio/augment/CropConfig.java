package org.mast4j.datavec.audio.augment;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.io.Serializable;
import org.mast4j.settings.Preset;
import org.mast4j.settings.Require;
import org.mast4j.settings.Setting;
import org.mast4j.settings.Settings;

/**
 * How far {@link RandomResizedCrop} shifts and zooms on each axis; every size is a multiple of the
 * clip's own. Files may have {@code minScale} and {@code maxScale} for both axes, as those of
 * earlier versions do.
 */
@RecordBuilder
public record CropConfig(
    @Setting(value = "Height of the virtual canvas, at least 1.", byDefault = "1.0")
        double canvasMels,
    @Setting(value = "Width of the virtual canvas, at least 1.", byDefault = "1.5")
        double canvasFrames,
    @Setting(value = "Smallest height of a crop.", byDefault = "0.6") double minScaleMels,
    @Setting(
            value = "Largest height of a crop, before it is clipped to the canvas.",
            byDefault = "1.5")
        double maxScaleMels,
    @Setting(value = "Smallest width of a crop.", byDefault = "0.6") double minScaleFrames,
    @Setting(
            value = "Largest width of a crop, before it is clipped to the canvas.",
            byDefault = "1.5")
        double maxScaleFrames)
    implements Serializable, CropConfigBuilder.With {

  public CropConfig {
    Require.that(canvasMels >= 1, "canvasMels", canvasMels, "at least 1");
    Require.that(canvasFrames >= 1, "canvasFrames", canvasFrames, "at least 1");
    requireScales("Mels", minScaleMels, maxScaleMels);
    requireScales("Frames", minScaleFrames, maxScaleFrames);
  }

  private static void requireScales(String axis, double min, double max) {
    Require.positive("minScale" + axis, min);
    Require.that(max >= min, "maxScale" + axis, max, "at least minScale%s %s".formatted(axis, min));
  }

  /** BYOL-A's and LAPE's: a canvas of 1.0 x 1.5 (mels x frames), crops of 0.6 to 1.5. */
  @Preset("Over frequency and time, as published: for what keeps its name at another pitch.")
  public static CropConfig published() {
    return Settings.defaults(CropConfig.class);
  }

  /** The published crop over time; every frame keeps its frequencies. */
  @Preset("Shift and zoom over time: for what pitch tells, but speed doesn't.")
  public static CropConfig overTime() {
    return published().withMinScaleMels(1).withMaxScaleMels(1);
  }

  /** The published crop over frequency; every clip keeps its time. */
  @Preset("Zoom over frequency: for what rhythm tells, but pitch doesn't.")
  public static CropConfig overFrequency() {
    return published().withCanvasFrames(1).withMinScaleFrames(1).withMaxScaleFrames(1);
  }

  /** Clips are moved by up to a quarter of their length, and otherwise as they are. */
  @Preset("Shift over time alone: for what pitch, timbre and speed tell, such as languages.")
  public static CropConfig shiftInTime() {
    return overTime().withMinScaleFrames(1).withMaxScaleFrames(1);
  }

  /** Clips stay as they are. */
  @Preset("None: views differ by what else is done to them.")
  public static CropConfig none() {
    return shiftInTime().withCanvasFrames(1);
  }

  /** A copy with another smallest crop on both axes. */
  @Setting("Smallest crop on both axes.")
  public CropConfig withMinScale(double scale) {
    Require.positive("minScale", scale);
    double least = Math.min(maxScaleMels, maxScaleFrames);
    Require.that(scale <= least, "minScale", scale, "at most maxScale " + least);
    return with(crop -> crop.minScaleMels(scale).minScaleFrames(scale));
  }

  /** A copy with another largest crop on both axes. */
  @Setting("Largest crop on both axes, before it is clipped to the canvas.")
  public CropConfig withMaxScale(double scale) {
    double most = Math.max(minScaleMels, minScaleFrames);
    Require.that(scale >= most, "maxScale", scale, "at least minScale " + most);
    return with(crop -> crop.maxScaleMels(scale).maxScaleFrames(scale));
  }

  /** A copy that goes as many times as far from leaving clips whole: 0 does, 1 is this one. */
  public CropConfig withStrength(double strength) {
    return new CropConfig(
        fromOne(canvasMels, strength),
        fromOne(canvasFrames, strength),
        fromOne(minScaleMels, strength),
        fromOne(maxScaleMels, strength),
        fromOne(minScaleFrames, strength),
        fromOne(maxScaleFrames, strength));
  }

  private static double fromOne(double multiple, double strength) {
    return 1 + strength * (multiple - 1);
  }
}
