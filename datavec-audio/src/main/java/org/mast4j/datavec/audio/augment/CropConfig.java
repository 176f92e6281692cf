package org.mast4j.datavec.audio.augment;

import java.io.Serializable;

/**
 * How far {@link RandomResizedCrop} zooms; every size is a multiple of the clip's own.
 *
 * @param canvasMels height of the virtual canvas, at least 1
 * @param canvasFrames width of the virtual canvas, at least 1
 * @param minScale smallest crop on either axis
 * @param maxScale largest crop on either axis, before it is clipped to the canvas
 */
public record CropConfig(double canvasMels, double canvasFrames, double minScale, double maxScale)
    implements Serializable {

  public CropConfig {
    require(canvasMels >= 1, "canvasMels must be at least 1", canvasMels);
    require(canvasFrames >= 1, "canvasFrames must be at least 1", canvasFrames);
    require(minScale > 0, "minScale must be positive", minScale);
    require(maxScale >= minScale, "maxScale must not be below minScale", maxScale);
  }

  /** BYOL-A's and LAPE's: a canvas of 1.0 x 1.5 (mels x frames), crops of 0.6 to 1.5. */
  public static CropConfig standard() {
    return new CropConfig(1.0, 1.5, 0.6, 1.5);
  }

  /** A copy with another range of crop sizes. */
  public CropConfig withScales(double newMinScale, double newMaxScale) {
    return new CropConfig(canvasMels, canvasFrames, newMinScale, newMaxScale);
  }

  /** A copy with another virtual canvas. */
  public CropConfig withCanvas(double newCanvasMels, double newCanvasFrames) {
    return new CropConfig(newCanvasMels, newCanvasFrames, minScale, maxScale);
  }

  private static void require(boolean holds, String rule, double value) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ", was " + value);
    }
  }
}
