package org.mast4j.datavec.audio.dataset;

import java.io.UncheckedIOException;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.frontend.Spectrogram;

/** The features of clips, of which the first ones are in memory and the others are read anew. */
final class KeptFeatures extends AbstractList<Spectrogram> implements RandomAccess {

  private final List<Spectrogram> kept;
  private final List<AudioClip> clips;
  private final ClipReader reader;
  private final int hash;

  /**
   * Keeps both lists.
   *
   * @param kept of the first clips
   * @param clips all of them
   * @param hash of the list of all features, whose first reading gave it
   */
  KeptFeatures(List<Spectrogram> kept, List<AudioClip> clips, ClipReader reader, int hash) {
    this.kept = kept;
    this.clips = clips;
    this.reader = reader;
    this.hash = hash;
  }

  @Override
  public Spectrogram get(int index) {
    if (index < kept.size()) {
      return kept.get(index);
    }
    try {
      return reader.read(clips.get(index));
    } catch (AudioException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public int size() {
    return clips.size();
  }

  /** As of any list, but without reading the clips that aren't in memory. */
  @Override
  public int hashCode() {
    return hash;
  }
}
