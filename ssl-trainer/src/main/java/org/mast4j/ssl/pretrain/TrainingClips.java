package org.mast4j.ssl.pretrain;

import java.util.Arrays;
import java.util.List;
import org.mast4j.datavec.audio.augment.ClipSource;

/**
 * What is trained on, a data set or a batch of it: clips, and their labels if they are known.
 *
 * @param clips may be read whenever they are got, on any thread
 * @param targets of each clip, [classes]: 1 for its class, 0 for the others; empty if unlabelled
 */
public record TrainingClips(ClipSource clips, List<float[]> targets) {

  public TrainingClips {
    targets = List.copyOf(targets);
    if (!targets.isEmpty() && targets.size() != clips.size()) {
      throw new IllegalArgumentException(
          targets.size() + " labels of " + clips.size() + " clips; expected all or none");
    }
  }

  /** Clips without labels. */
  public static TrainingClips unlabelled(ClipSource clips) {
    return new TrainingClips(clips, List.of());
  }

  /**
   * Clips of one class each.
   *
   * @param labels class index of each, below {@code classes}
   */
  public static TrainingClips labelled(ClipSource clips, int[] labels, int classes) {
    return new TrainingClips(
        clips, Arrays.stream(labels).mapToObj(label -> oneHot(label, classes)).toList());
  }

  private static float[] oneHot(int label, int classes) {
    float[] target = new float[classes];
    target[label] = 1;
    return target;
  }

  /** How many classes the labels tell apart, 0 without labels. */
  int classes() {
    return targets.isEmpty() ? 0 : targets.get(0).length;
  }

  /** These clips' labels beside others made of them, say a batch that was read and normalised. */
  TrainingClips pick(List<Integer> indices, ClipSource batch) {
    return new TrainingClips(
        batch, targets.isEmpty() ? targets : indices.stream().map(targets::get).toList());
  }

  /** Of all labels. */
  int labelsHash() {
    return Arrays.deepHashCode(targets.toArray());
  }
}
