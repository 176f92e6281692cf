package org.mast4j.ssl.lape;

import java.util.List;
import java.util.Objects;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.settings.Require;
import org.mast4j.ssl.finetune.FineTuner;

/**
 * The clips of a task as a model hears them.
 *
 * @param train to learn from
 * @param validation to choose by
 * @param test to score
 * @param classes how many there are
 */
public record TaskClips(Part train, Part validation, Part test, int classes) {
  public TaskClips {
    Objects.requireNonNull(train, "train");
    Objects.requireNonNull(validation, "validation");
    Objects.requireNonNull(test, "test");
    Require.positive("classes", classes);
  }

  /**
   * The clips of a split.
   *
   * @param source normalised log-mels; the waveforms too if augmentations ask for them
   * @param labels a class index each
   */
  public record Part(ClipSource source, int[] labels) {
    public Part {
      if (source.size() != labels.length || labels.length == 0) {
        throw new IllegalArgumentException(
            source.size() + " clips with " + labels.length + " labels; expected one label a clip");
      }
    }

    List<Spectrogram> logMels() {
      return source.logMels();
    }

    FineTuner.Labelled labelled() {
      return new FineTuner.Labelled(source, labels);
    }
  }
}
