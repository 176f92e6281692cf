package org.mast4j.datavec.audio.dataset;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.internal.io.LazyList;

/** Clips that can be used, and their features. */
public final class LoadedClips {

  private final List<AudioClip> clips;
  private final KeptFeatures features;
  private final ClipReader reader;

  LoadedClips(List<AudioClip> clips, KeptFeatures features, ClipReader reader) {
    this.clips = clips;
    this.features = features;
    this.reader = reader;
  }

  /** Where the features come from. */
  public List<AudioClip> clips() {
    return clips;
  }

  /**
   * The normalised log-mel of each clip, [frames, mels] of the front end. Those that aren't in
   * memory are read whenever they are asked for; any number of threads may ask. A file that has
   * become bad in the meantime comes as an UncheckedIOException around its AudioException. The
   * list's hash code is known from loading.
   */
  public List<Spectrogram> features() {
    return features;
  }

  /**
   * The features and, for augmentations that ask for them, the waveforms, which are read whenever
   * they are got: what the front end hears of each clip, at its rate.
   */
  public ClipSource source() {
    return new ClipSource(
        features,
        new LazyList<>(clips.size(), i -> reader.waveform(clips.get(i))),
        reader::features);
  }

  /** Those of a split; a view, which reads nothing. */
  public LoadedClips of(Split split) {
    return where(clip -> clip.split().equals(Optional.of(split)));
  }

  /** The clips that {@code chosen} accepts, in their order; a view, which reads nothing. */
  public LoadedClips where(Predicate<AudioClip> chosen) {
    int[] indices =
        IntStream.range(0, clips.size()).filter(i -> chosen.test(clips.get(i))).toArray();
    return new LoadedClips(
        IntStream.of(indices).mapToObj(clips::get).toList(), features.of(indices), reader);
  }
}
