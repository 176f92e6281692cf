package org.mast4j.ssl.pretrain;

import java.util.List;
import java.util.Optional;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.settings.Require;

/**
 * What a run is fed.
 *
 * @param clips with raw log-mels of the encoder's input size; got on several threads, a few batches
 *     before they are trained on
 * @param names of the clips, for errors, say their files; empty if they have none
 * @param labelled what the monitors score embeddings on
 */
public record PretrainingData(
    ClipSource clips, List<String> names, Optional<LabelledSet> labelled) {
  public PretrainingData {
    Require.that(
        names.isEmpty() || names.size() == clips.size(),
        "names",
        names.size(),
        "none, or one for each of the " + clips.size() + " clips");
  }

  /** Clips without names or labels. */
  public static PretrainingData of(ClipSource clips) {
    return new PretrainingData(clips, List.of(), Optional.empty());
  }

  /** A copy with names. */
  public PretrainingData withNames(List<String> newNames) {
    return new PretrainingData(clips, newNames, labelled);
  }

  /** A copy with a labelled set for the monitors. */
  public PretrainingData withLabelled(LabelledSet newLabelled) {
    return new PretrainingData(clips, names, Optional.of(newLabelled));
  }

  /** A clip's name, or its number. */
  String name(int clip) {
    return names.isEmpty() ? "clip " + clip : names.get(clip);
  }
}
