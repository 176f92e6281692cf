package org.mast4j.datavec.audio.dataset;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.internal.io.LazyList;

/** The features of clips, of which the first ones are in memory and the others are read anew. */
final class KeptFeatures extends LazyList<Spectrogram> {

  /** Of each clip's features, which their first reading gave. */
  private final int[] hashes;

  /**
   * Keeps both lists.
   *
   * @param kept of the first clips
   * @param clips all of them
   * @param hashes of all features
   */
  KeptFeatures(List<Spectrogram> kept, List<AudioClip> clips, ClipReader reader, int[] hashes) {
    this(i -> i < kept.size() ? kept.get(i) : reader.read(clips.get(i)), hashes);
  }

  private KeptFeatures(Maker<Spectrogram> maker, int[] hashes) {
    super(hashes.length, maker);
    this.hashes = hashes;
  }

  /** Those of some of the clips; reads nothing. */
  KeptFeatures of(int[] indices) {
    return new KeptFeatures(
        i -> get(indices[i]), IntStream.of(indices).map(i -> hashes[i]).toArray());
  }

  /** As of any list, but without reading the clips that aren't in memory. */
  @Override
  public int hashCode() {
    return Arrays.hashCode(hashes); // of a list's elements' codes: the list's own
  }
}
