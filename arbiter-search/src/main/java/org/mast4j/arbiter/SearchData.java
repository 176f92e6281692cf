package org.mast4j.arbiter;

import java.util.List;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.settings.Require;

/**
 * The clips of a search: raw log-mels of the encoder's size with their classes.
 *
 * @param train clips to pre-train on (without their labels) and to fit the probe to
 * @param trainLabels one class a training clip
 * @param validation clips to score by
 * @param validationLabels one class a validation clip
 * @param classes how many classes there are; labels are below it
 */
public record SearchData(
    List<Spectrogram> train,
    int[] trainLabels,
    List<Spectrogram> validation,
    int[] validationLabels,
    int classes) {

  public SearchData {
    train = List.copyOf(train);
    validation = List.copyOf(validation);
    Require.that(classes >= 2, "classes", classes, "2 or more");
    requireLabelled("train", train, trainLabels, classes);
    requireLabelled("validation", validation, validationLabels, classes);
  }

  private static void requireLabelled(
      String split, List<Spectrogram> clips, int[] labels, int classes) {
    if (clips.isEmpty()) {
      throw new IllegalArgumentException(split + " is empty; expected a clip at least");
    }
    if (clips.size() != labels.length) {
      throw new IllegalArgumentException(
          split + " has " + clips.size() + " clips and " + labels.length + " labels");
    }
    for (int label : labels) {
      Require.that(label >= 0 && label < classes, split + " label", label, "0 to " + (classes - 1));
    }
  }
}
