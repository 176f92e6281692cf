package org.mast4j.arbiter.score;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.mast4j.arbiter.subject.Subject;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.LoadedClips;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.settings.Require;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.zoo.Activation;

/**
 * The clips of a search, of the encoder's size, with their classes: raw log-mels to pre-train on,
 * those of the model's front end to fine-tune.
 *
 * @param train clips to train on and to fit a probe to
 * @param validation clips to score by
 * @param classes how many classes there are; labels are below it
 * @param activation softmax where a clip has one class, sigmoid where it has any number
 */
public record SearchData(
    FineTuner.Labelled train, FineTuner.Labelled validation, int classes, Activation activation) {

  public SearchData {
    Require.that(classes >= 2, "classes", classes, "2 or more");
    requireFit("train", train, classes, activation);
    requireFit("validation", validation, classes, activation);
  }

  /** Clips of one class each, of which the log-mels alone are known. */
  public SearchData(
      List<Spectrogram> train,
      int[] trainLabels,
      List<Spectrogram> validation,
      int[] validationLabels,
      int classes) {
    this(
        new FineTuner.Labelled(List.copyOf(train), trainLabels),
        new FineTuner.Labelled(List.copyOf(validation), validationLabels),
        classes,
        Activation.SOFTMAX);
  }

  /**
   * Those of the training and the validation split; none of the others is looked at.
   *
   * @param clips as the front end of the search's subject has them
   * @param dataset whose classes they have
   * @throws IllegalArgumentException if a split has none, or a clip's class isn't the data set's
   */
  public static SearchData of(LoadedClips clips, AudioDataset dataset) {
    FineTuner.Task task = FineTuner.Task.of(dataset, clips);
    return new SearchData(
        task.train(), task.validation().orElseThrow(), task.classes(), task.activation());
  }

  private static void requireFit(
      String split, FineTuner.Labelled labelled, int classes, Activation activation) {
    try {
      labelled.targets().requireFit(classes, activation);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(split + ": " + e.getMessage(), e);
    }
  }

  /** What a classifier learns from them. */
  public FineTuner.Task task() {
    return new FineTuner.Task(train, Optional.of(validation), classes, activation);
  }

  /**
   * Checks that a search can train and score on these clips.
   *
   * @param base whose encoder's clips they are
   * @param extremes its candidates as far apart as they get, one at least
   * @throws IllegalArgumentException saying what doesn't suit
   */
  public void requireSuits(Subject base, Stream<? extends Subject> extremes) {
    PatchGrid grid = base.encoder().grid();
    Stream.concat(train.clips().stream(), validation.clips().stream())
        .filter(clip -> clip.mels() != grid.mels() || clip.frames() != grid.frames())
        .findFirst()
        .ifPresent(clip -> failSize(clip, grid));
    ClipSource source = train.source();
    List<? extends Subject> candidates = extremes.toList();
    candidates.forEach(candidate -> candidate.requireServedBy(source));
    int batch = candidates.stream().mapToInt(Subject::leastClips).max().orElseThrow();
    if (source.size() < batch) {
      throw new IllegalArgumentException(
          "batchSize " + batch + " exceeds the " + source.size() + " training clips");
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
