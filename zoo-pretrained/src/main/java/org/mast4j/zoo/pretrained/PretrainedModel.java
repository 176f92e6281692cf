package org.mast4j.zoo.pretrained;

import java.util.Objects;
import java.util.Optional;
import org.mast4j.datavec.audio.patch.PatchGrid;

/**
 * What weights are weights of.
 *
 * @param architecture name of the {@link org.mast4j.zoo.Architecture}; it need not be on the class
 *     path
 * @param preset full name of the preset that has their widths and depths, if there is one
 * @param patches the grid of patches that they were trained on; empty for images
 */
public record PretrainedModel(
    String architecture, Optional<String> preset, Optional<PatchGrid> patches) {
  public PretrainedModel {
    Objects.requireNonNull(architecture, "architecture");
    Objects.requireNonNull(preset, "preset");
    Objects.requireNonNull(patches, "patches");
  }
}
