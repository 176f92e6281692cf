package org.mast4j.datavec.audio.augment;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.io.Serializable;
import org.mast4j.settings.Require;
import org.mast4j.settings.Setting;
import org.mast4j.settings.Settings;

/** How far {@link RandomResizedCrop} zooms; every size is a multiple of the clip's own. */
@RecordBuilder
public record CropConfig(
    @Setting(value = "Height of the virtual canvas, at least 1.", byDefault = "1.0")
        double canvasMels,
    @Setting(value = "Width of the virtual canvas, at least 1.", byDefault = "1.5")
        double canvasFrames,
    @Setting(value = "Smallest crop on either axis.", byDefault = "0.6") double minScale,
    @Setting(
            value = "Largest crop on either axis, before it is clipped to the canvas.",
            byDefault = "1.5")
        double maxScale)
    implements Serializable, CropConfigBuilder.With {

  public CropConfig {
    Require.that(canvasMels >= 1, "canvasMels", canvasMels, "at least 1");
    Require.that(canvasFrames >= 1, "canvasFrames", canvasFrames, "at least 1");
    Require.positive("minScale", minScale);
    Require.that(maxScale >= minScale, "maxScale", maxScale, "at least minScale " + minScale);
  }

  /** BYOL-A's and LAPE's: a canvas of 1.0 x 1.5 (mels x frames), crops of 0.6 to 1.5. */
  public static CropConfig standard() {
    return Settings.defaults(CropConfig.class);
  }
}
