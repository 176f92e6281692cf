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

  /**
   * Keeps both lists.
   *
   * @param kept of the first clips
   * @param clips all of them
   */
  KeptFeatures(List<Spectrogram> kept, List<AudioClip> clips, ClipReader reader) {
    this.kept = kept;
    this.clips = clips;
    this.reader = reader;
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
}
