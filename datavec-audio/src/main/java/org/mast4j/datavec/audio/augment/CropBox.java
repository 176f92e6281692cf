package org.mast4j.datavec.audio.augment;

import org.mast4j.settings.Require;

/**
 * A rectangle relative to a clip's first mel bin and first frame; what lies outside the clip is
 * zero.
 *
 * @param firstMel may be negative
 * @param firstFrame may be negative
 * @param mels height, at least 1
 * @param frames width, at least 1
 */
record CropBox(int firstMel, int firstFrame, int mels, int frames) {

  CropBox {
    Require.positive("mels", mels);
    Require.positive("frames", frames);
  }
}
