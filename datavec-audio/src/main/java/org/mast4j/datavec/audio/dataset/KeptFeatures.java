package org.mast4j.datavec.audio.dataset;

import java.util.List;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.internal.io.LazyList;

/** The features of clips, of which the first ones are in memory and the others are read anew. */
final class KeptFeatures extends LazyList<Spectrogram> {

  private final int hash;

  /**
   * Keeps both lists.
   *
   * @param kept of the first clips
   * @param clips all of them
   * @param hash of the list of all features, whose first reading gave it
   */
  KeptFeatures(List<Spectrogram> kept, List<AudioClip> clips, ClipReader reader, int hash) {
    super(clips.size(), i -> i < kept.size() ? kept.get(i) : reader.read(clips.get(i)));
    this.hash = hash;
  }

  /** As of any list, but without reading the clips that aren't in memory. */
  @Override
  public int hashCode() {
    return hash;
  }
}
