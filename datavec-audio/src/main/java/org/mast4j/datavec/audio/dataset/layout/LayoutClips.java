package org.mast4j.datavec.audio.dataset.layout;

import java.util.Objects;
import org.mast4j.datavec.audio.dataset.AudioDataset;

/**
 * The clips of a published data set.
 *
 * @param dataset those that are there; its labels are the classes in the authors' order
 * @param missing how many the authors list and the root doesn't hold
 */
public record LayoutClips(AudioDataset dataset, int missing) {

  public LayoutClips {
    Objects.requireNonNull(dataset, "dataset");
    if (missing < 0) {
      throw new IllegalArgumentException("missing must be at least 0, was " + missing);
    }
  }
}
