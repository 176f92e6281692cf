package org.mast4j.arbiter;

import java.util.List;
import java.util.stream.Stream;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.datavec.audio.augment.Views;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
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

  /**
   * Checks that a search can train and score on these clips.
   *
   * @throws IllegalArgumentException saying what doesn't suit
   */
  void requireSuits(SearchConfig config) {
    PatchGrid grid = config.base().encoder().grid();
    Stream.concat(train.stream(), validation.stream())
        .filter(clip -> clip.mels() != grid.mels() || clip.frames() != grid.frames())
        .findFirst()
        .ifPresent(clip -> failSize(clip, grid));
    Views views = config.base().method().views(new MixupMemory(1));
    views.requireServedBy(ClipSource.of(train));
    int batch =
        config.extremes().mapToInt(settings -> settings.method().batchSize()).max().orElseThrow();
    if (train.size() < batch) {
      throw new IllegalArgumentException(
          "batchSize " + batch + " exceeds the " + train.size() + " training clips");
    }
  }

  private static void failSize(Spectrogram clip, PatchGrid grid) {
    throw new IllegalArgumentException(
        "a clip of "
            + clip.frames()
            + " frames x "
            + clip.mels()
            + " mels; expected the encoder's "
            + grid.frames()
            + " x "
            + grid.mels());
  }
}
