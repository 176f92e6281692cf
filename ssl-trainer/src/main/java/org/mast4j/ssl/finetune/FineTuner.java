package org.mast4j.ssl.finetune;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.LoadedClips;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.settings.Require;
import org.mast4j.ssl.checkpoint.Checkpoints;
import org.mast4j.ssl.checkpoint.RunLock;
import org.mast4j.ssl.evaluate.PooledProbe;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.inference.BatchedOutputs;
import org.mast4j.zoo.weights.Weights;

/** Trains an encoder with a new head on labelled clips; {@link TrainMode} says what of it. */
public final class FineTuner {
  private static final int ALL = Integer.MAX_VALUE;

  private final FineTuneConfig config;

  public FineTuner(FineTuneConfig config) {
    this.config = config;
  }

  /**
   * What an epoch gave.
   *
   * @param epoch counted from 0
   * @param loss mean over the training clips
   * @param validationScore {@link Task#score}; empty without a validation split
   */
  public record Epoch(int epoch, double loss, OptionalDouble validationScore) {}

  /** Told what happens. */
  @FunctionalInterface
  public interface Listener {
    /** After each epoch, counted anew where the head was trained first. */
    void onEpoch(Epoch epoch);

    /** Once, in mode {@link TrainMode#AUTO}; behind {@link #onHead} where it keeps such a head. */
    default void onChoice(ModeChoice choice) {}

    /**
     * Before the first epoch of each stage that trains by steps: the head's, the whole's.
     *
     * @param weights the classifier's by checkpoint key, not copies: they change with each step of
     *     the stage, and are not to be kept beyond the run
     */
    default void onStage(Weights weights) {}

    /** Before the epochs of the last stage, those that {@link FineTuner#runUntil} counts. */
    default void onLastStage() {}

    /**
     * After each step.
     *
     * @param loss of its batch
     */
    default void onStep(double loss) {}

    /** Once, where the validation split has chosen what the head of a frozen encoder reads. */
    default void onHead(PooledProbe head) {}

    /** This one and then another. */
    default Listener and(Listener next) {
      Listener first = this;
      return new Listener() {
        @Override
        public void onEpoch(Epoch epoch) {
          first.onEpoch(epoch);
          next.onEpoch(epoch);
        }

        @Override
        public void onChoice(ModeChoice choice) {
          first.onChoice(choice);
          next.onChoice(choice);
        }

        @Override
        public void onStage(Weights weights) {
          first.onStage(weights);
          next.onStage(weights);
        }

        @Override
        public void onLastStage() {
          first.onLastStage();
          next.onLastStage();
        }

        @Override
        public void onStep(double loss) {
          first.onStep(loss);
          next.onStep(loss);
        }

        @Override
        public void onHead(PooledProbe head) {
          first.onHead(head);
          next.onHead(head);
        }
      };
    }
  }

  /**
   * Labelled clips.
   *
   * @param source normalised log-mels of the encoder's input size, and the waveforms if
   *     augmentations ask for them; not copied, since they need not be in memory, and got on
   *     several threads
   * @param targets the classes of each
   */
  public record Labelled(ClipSource source, Targets targets) {
    public Labelled {
      if (source.size() != targets.size() || source.size() == 0) {
        throw new IllegalArgumentException(
            source.size()
                + " clips with "
                + targets.size()
                + " labels; expected one label a clip, or one set of them");
      }
    }

    /** Clips of one class each. */
    public Labelled(ClipSource source, int[] labels) {
      this(source, Targets.of(labels));
    }

    /** Clips of one class each, of which the log-mels alone are known. */
    public Labelled(List<Spectrogram> clips, int[] labels) {
      this(ClipSource.of(clips), labels);
    }

    /**
     * Clips of a data set, or of a part of it.
     *
     * @param labels of the data set, in the order that numbers them
     */
    public static Labelled of(LoadedClips clips, List<String> labels) {
      return new Labelled(
          clips.source(),
          new Targets(
              clips.clips().stream()
                  .map(clip -> clip.labels().stream().mapToInt(labels::indexOf).sorted().toArray())
                  .toList()));
    }

    /** The log-mels. */
    public List<Spectrogram> clips() {
      return source.logMels();
    }
  }

  /**
   * What to learn.
   *
   * @param train the clips to learn from
   * @param validation picks the epoch whose weights are kept, the last of the best score; without
   *     it the last epoch's are
   * @param classes number of classes
   * @param activation softmax where a clip has one class, sigmoid where it has any number
   */
  public record Task(
      Labelled train, Optional<Labelled> validation, int classes, Activation activation) {
    public Task {
      Require.positive("classes", classes);
      train.targets().requireFit(classes, activation);
      validation.ifPresent(labelled -> labelled.targets().requireFit(classes, activation));
    }

    /** Of one class a clip. */
    public Task(Labelled train, Optional<Labelled> validation, int classes) {
      this(train, validation, classes, Activation.SOFTMAX);
    }

    /**
     * To train on the training split of a data set, and to choose by its validation split.
     *
     * @param dataset with its classes
     * @param clips of it, as the encoder's front end has them
     * @throws IllegalArgumentException if a split has none
     */
    public static Task of(AudioDataset dataset, LoadedClips clips) {
      for (Split split : List.of(Split.TRAIN, Split.VALIDATION)) {
        if (clips.of(split).clips().isEmpty()) {
          throw new IllegalArgumentException(
              "no clip in the data set's "
                  + split
                  + " split; call AudioDataset.split, or add clips to its folders");
        }
      }
      return new Task(
          Labelled.of(clips.of(Split.TRAIN), dataset.labels()),
          Optional.of(Labelled.of(clips.of(Split.VALIDATION), dataset.labels())),
          dataset.labels().size(),
          dataset.multiLabel() ? Activation.SIGMOID : Activation.SOFTMAX);
    }

    /** What says which of two classifiers is better. */
    public ValidationScore score() {
      return ValidationScore.of(activation);
    }
  }

  /**
   * Trains a classifier.
   *
   * @param encoder weights to start from, or empty for random ones
   * @return the trained graph, ready to classify; the caller's to close
   * @throws IllegalArgumentException if the settings don't suit the task
   */
  public EncoderGraph run(
      EncoderConfig architecture, Optional<Weights> encoder, Task task, Listener listener) {
    try {
      return run(architecture, encoder, task, listener, new Part(Pause.NONE, ALL), Optional.empty())
          .orElseThrow();
    } catch (IOException e) {
      throw new IllegalStateException("nothing was to be saved", e);
    }
  }

  /**
   * As {@link #run(EncoderConfig, Optional, Task, Listener)}, but goes on from the newest
   * checkpoint if there is one, and writes one from time to time. The result is exactly that of a
   * run which was never interrupted. The checkpoints stay; {@link
   * org.mast4j.ssl.checkpoint.Checkpoints#delete} removes them once the result is safe.
   *
   * @param task whose clips are known again by the hash code of the list of log-mels, for which a
   *     list must read each of them unless it knows better
   * @return empty if the run was asked to stop; the checkpoint then holds all that was done
   * @throws IOException if a checkpoint can't be read or written, or is of another run
   */
  public Optional<EncoderGraph> run(
      EncoderConfig architecture,
      Optional<Weights> encoder,
      Task task,
      Saving saving,
      Listener listener)
      throws IOException {
    return runUntil(ALL, architecture, encoder, task, saving, listener);
  }

  /**
   * A part of {@link #run(EncoderConfig, Optional, Task, Saving, Listener)}: goes on from the
   * newest checkpoint until a number of epochs is over, if they weren't before, and writes a
   * checkpoint then, from which the next part goes on. Where the head is trained first, epochs
   * count from there on.
   *
   * @param epochs of all parts until now, this one's included; the schedule of the learning rate is
   *     that of all epochs of the settings
   * @return the classifier that is kept if nothing follows; empty if the run was asked to stop
   *     before
   * @throws IOException if a checkpoint can't be read or written, or is of another run
   */
  public Optional<EncoderGraph> runUntil(
      int epochs,
      EncoderConfig architecture,
      Optional<Weights> encoder,
      Task task,
      Saving saving,
      Listener listener)
      throws IOException {
    FineTuneCheckpoints checkpoints =
        new FineTuneCheckpoints(
            saving,
            FineTuneCheckpoints.identity(
                FineTuneCheckpoints.settings(config, architecture, encoder), task));
    try (RunLock held = RunLock.of(saving.directory())) {
      Part part = new Part(checkpoints, epochs);
      return run(architecture, encoder, task, listener, part, checkpoints.newest());
    }
  }

  /** What of a run is done at once: with which pauses, until the end of which epoch. */
  private record Part(Pause pause, int until) {}

  private Optional<EncoderGraph> run(
      EncoderConfig architecture,
      Optional<Weights> encoder,
      Task task,
      Listener listener,
      Part part,
      Optional<FineTuneState> from)
      throws IOException {
    EncoderGraph classifier = EncoderGraph.classifier(architecture, task.classes(), config.seed());
    FineTuning training =
        new FineTuning(config, classifier, task, listener, part.pause(), part.until());
    boolean ended = false;
    try {
      encoder.ifPresent(weights -> weights.assignEncoderTo(classifier.graph()));
      ended = training.run(from);
      return ended ? Optional.of(training.classifier()) : Optional.empty();
    } finally {
      if (!ended) {
        training.classifier().close();
      }
    }
  }

  /**
   * Checks, before any audio is read, that what {@link #run(EncoderConfig, Optional, Task, Saving,
   * Listener)} would go on from was begun with these settings from these weights.
   *
   * @param directory where checkpoints of a fine-tuning are
   * @throws IOException naming what differs
   */
  public void requireSame(Path directory, EncoderConfig architecture, Optional<Weights> encoder)
      throws IOException {
    Checkpoints.requireSame(
        directory,
        FineTuneCheckpoints.withoutTask(
            FineTuneCheckpoints.settings(config, architecture, encoder)));
  }

  /** The class of each clip. */
  public static int[] predict(EncoderGraph classifier, List<Spectrogram> clips) {
    return BatchedOutputs.logits(classifier, clips).argMax(1).toIntVector();
  }
}
