package org.mast4j.ssl.pretrain;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.augment.WaveformMixup;

/**
 * What is trained on, a data set or a batch of it: clips, and their labels and names if they are
 * known.
 *
 * @param clips may be read whenever they are got, on any thread
 * @param targets of each clip, [classes]: 1 for its class, 0 for the others; empty if unlabelled
 * @param names of the clips, for errors, say their files; empty if they have none
 */
public record TrainingClips(ClipSource clips, List<float[]> targets, List<String> names) {

  public TrainingClips {
    targets = List.copyOf(targets);
    names = List.copyOf(names);
    requireAllOrNone("labels", targets, clips);
    requireAllOrNone("names", names, clips);
  }

  private static void requireAllOrNone(String what, List<?> values, ClipSource clips) {
    if (!values.isEmpty() && values.size() != clips.size()) {
      throw new IllegalArgumentException(
          "%d %s of %d clips; expected all or none".formatted(values.size(), what, clips.size()));
    }
  }

  /** Clips without labels. */
  public static TrainingClips unlabelled(ClipSource clips) {
    return new TrainingClips(clips, List.of(), List.of());
  }

  /**
   * Clips of one class each.
   *
   * @param labels class index of each, below {@code classes}
   */
  public static TrainingClips labelled(ClipSource clips, int[] labels, int classes) {
    return new TrainingClips(
        clips, Arrays.stream(labels).mapToObj(label -> oneHot(label, classes)).toList(), List.of());
  }

  /** A copy with names. */
  public TrainingClips withNames(List<String> newNames) {
    return new TrainingClips(clips, targets, newNames);
  }

  /** The same labels and names of clips that were changed, say normalised. */
  TrainingClips withClips(ClipSource changed) {
    return new TrainingClips(changed, targets, names);
  }

  private static float[] oneHot(int label, int classes) {
    float[] target = new float[classes];
    target[label] = 1;
    return target;
  }

  /**
   * What a view of a clip shows of each class, [classes], which sum to what the clip's target does.
   *
   * @param mixed what was mixed into the clip, in this order
   */
  float[] target(int clip, List<WaveformMixup.Pick> mixed) {
    float[] target = targets.get(clip).clone();
    for (WaveformMixup.Pick pick : mixed) {
      float[] other = targets.get(pick.other());
      for (int i = 0; i < target.length; i++) {
        target[i] += (float) pick.share() * (other[i] - target[i]);
      }
    }
    return target;
  }

  /** How many classes the labels tell apart, 0 without labels. */
  int classes() {
    return targets.isEmpty() ? 0 : targets.get(0).length;
  }

  /** A clip's name, or its number. */
  String name(int clip) {
    return names.isEmpty() ? "clip " + clip : names.get(clip);
  }

  /** The names of all, or their numbers. */
  List<String> allNames() {
    return IntStream.range(0, clips.size()).mapToObj(this::name).toList();
  }

  /**
   * These clips' labels and names beside others made of them, say a batch that was read and
   * normalised.
   */
  TrainingClips pick(List<Integer> indices, ClipSource batch) {
    return new TrainingClips(
        batch,
        targets.isEmpty() ? targets : indices.stream().map(targets::get).toList(),
        indices.stream().map(this::name).toList());
  }

  /** Of all labels. */
  int labelsHash() {
    return Arrays.deepHashCode(targets.toArray());
  }
}
