package org.mast4j.datavec.audio.dataset.layout;

import java.util.Objects;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.settings.Require;

/**
 * The clips of a published data set.
 *
 * @param dataset those that are there; its labels are the classes in the authors' order
 * @param missing how many the authors list and the root doesn't hold
 */
public record LayoutClips(AudioDataset dataset, int missing) {

  public LayoutClips {
    Objects.requireNonNull(dataset, "dataset");
    Require.notNegative("missing", missing);
  }
}
