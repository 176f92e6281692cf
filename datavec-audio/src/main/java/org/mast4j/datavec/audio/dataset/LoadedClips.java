package org.mast4j.datavec.audio.dataset;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.frontend.Spectrogram;

/** Clips that can be used, and their features. */
public final class LoadedClips {

  private final List<AudioClip> clips;
  private final List<Spectrogram> features;

  LoadedClips(List<AudioClip> clips, List<Spectrogram> features) {
    this.clips = clips;
    this.features = features;
  }

  /** Where the features come from. */
  public List<AudioClip> clips() {
    return clips;
  }

  /**
   * The normalised log-mel of each clip, [frames, mels] of the front end. Those that aren't in
   * memory are read whenever they are asked for; any number of threads may ask. A file that has
   * become bad in the meantime comes as an UncheckedIOException around its AudioException. The
   * list's hash code is known from loading, unless it is of a selection.
   */
  public List<Spectrogram> features() {
    return features;
  }

  /** The clips that {@code chosen} accepts, in their order; a view, which reads nothing. */
  public LoadedClips where(Predicate<AudioClip> chosen) {
    int[] indices =
        IntStream.range(0, clips.size()).filter(i -> chosen.test(clips.get(i))).toArray();
    return new LoadedClips(
        IntStream.of(indices).mapToObj(clips::get).toList(), new Selection(features, indices));
  }

  private static final class Selection extends AbstractList<Spectrogram> implements RandomAccess {
    private final List<Spectrogram> all;
    private final int[] indices;

    Selection(List<Spectrogram> all, int[] indices) {
      this.all = all;
      this.indices = indices;
    }

    @Override
    public Spectrogram get(int index) {
      return all.get(indices[index]);
    }

    @Override
    public int size() {
      return indices.length;
    }
  }
}
