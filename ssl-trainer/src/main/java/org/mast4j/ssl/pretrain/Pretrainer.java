package org.mast4j.ssl.pretrain;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.ssl.checkpoint.RunLock;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.weights.Weights;

/** Pre-trains on a set of clips, mostly unlabelled, with checkpoints from which it can go on. */
public final class Pretrainer {
  private final PretrainingSettings settings;
  private final RunSettings run;
  private final Optional<LabelledSet> labelled;
  private final MethodConfig config;

  /**
   * One whose monitors score embeddings on labelled clips, if there are any.
   *
   * @throws IllegalArgumentException if the best is to be told by labels that aren't there, or the
   *     method can't train the encoder
   */
  public Pretrainer(PretrainingSettings settings, RunSettings run, Optional<LabelledSet> labelled) {
    this.settings = settings;
    this.run = run;
    this.labelled = labelled;
    this.config = settings.method();
    run.bestBy(labelled.isPresent());
    config.requireServes(settings.encoder());
  }

  /** As {@link RunSettings#withoutMonitors}. */
  public Pretrainer(PretrainingSettings settings) {
    this(settings, RunSettings.withoutMonitors(), Optional.empty());
  }

  /** As {@link RunSettings#withoutMonitors}. */
  public Pretrainer(EncoderConfig encoder, MethodConfig config) {
    this(new PretrainingSettings(encoder, config));
  }

  /** Told what happens, on the run's own thread. */
  @FunctionalInterface
  public interface Listener {
    /**
     * A step was taken.
     *
     * @param step its number, from 0
     */
    void onStep(int step, Metrics result);

    /** The monitors were looked at; {@link Monitoring#step} steps had been taken. */
    default void onMonitor(Monitoring look) {}

    /**
     * Before anything else, for those who look at the weights.
     *
     * @param now gives the encoder as it is, a copy to close; to be asked by this listener's
     *     methods alone
     */
    default void onEncoder(Supplier<Trained> now) {}

    /** The run begins, or goes on after what had been reported until its checkpoint. */
    default void onStart(History before) {}

    /** This one and then another. */
    default Listener and(Listener next) {
      Listener first = this;
      return new Listener() {
        @Override
        public void onStep(int step, Metrics result) {
          first.onStep(step, result);
          next.onStep(step, result);
        }

        @Override
        public void onMonitor(Monitoring look) {
          first.onMonitor(look);
          next.onMonitor(look);
        }

        @Override
        public void onEncoder(Supplier<Trained> now) {
          first.onEncoder(now);
          next.onEncoder(now);
        }

        @Override
        public void onStart(History before) {
          first.onStart(before);
          next.onStart(before);
        }
      };
    }
  }

  /**
   * What pre-training gives.
   *
   * @param last as it was after the last step
   * @param best as it was at the best look at the monitors, if something says which is better
   * @param history of all steps and monitors
   * @param reason that ended the run
   */
  public record Result(Trained last, Optional<Trained> best, History history, StopReason reason)
      implements AutoCloseable {

    /** The look at the monitors that was the best, if something says which is better. */
    public Optional<Monitoring> bestLook() {
      return best.flatMap(
          trained ->
              history.monitorings().stream()
                  .filter(look -> look.step() == trained.step())
                  .findFirst());
    }

    /** The best, or else the last. */
    public Trained chosen() {
      return best.orElse(last);
    }

    /** Weights after the last step, without the projection. */
    public Weights encoder() {
      return last.encoder();
    }

    /** Of the log-mels, by which the input of {@link #encoder} is to be normalised. */
    public double mean() {
      return last.mean();
    }

    /** Likewise. */
    public double std() {
      return last.std();
    }

    /** Frees the weights' native memory at once. */
    @Override
    public void close() {
      last.close();
      best.ifPresent(Trained::close);
    }
  }

  /**
   * Trains, without checkpoints, on clips of which the log-mels alone are known.
   *
   * @see #run(TrainingClips, Listener)
   */
  public Result run(List<Spectrogram> clips, Listener listener) {
    return run(ClipSource.of(clips), listener);
  }

  /** Trains, without checkpoints, on clips without labels or names. */
  public Result run(ClipSource clips, Listener listener) {
    return run(TrainingClips.unlabelled(clips), listener);
  }

  /**
   * Trains until the method's steps are taken, or another limit ends the run before.
   *
   * @param data with raw log-mels of the encoder's input size; got on several threads, a few
   *     batches before they are trained on
   * @throws IllegalArgumentException if there are fewer clips than a batch holds, or nothing but
   *     silence, or no waveforms or labels though the method needs them
   * @throws NonFiniteStepException if a step isn't finite
   */
  public Result run(TrainingClips data, Listener listener) {
    try (PretrainingLoop loop = loop(data)) {
      loop.begin(listener);
      while (loop.goesOn()) {
        loop.advance();
      }
      return loop.result();
    }
  }

  /**
   * As {@link #run(TrainingClips, CheckpointPolicy, Listener)}, on clips without labels or names.
   *
   * @throws IOException if a checkpoint can't be read or written, or is of another run
   */
  public Optional<Result> run(ClipSource clips, CheckpointPolicy checkpoints, Listener listener)
      throws IOException {
    return run(TrainingClips.unlabelled(clips), checkpoints, listener);
  }

  /**
   * As {@link #run(TrainingClips, Listener)}, but goes on from the newest checkpoint if there is
   * one, and writes one from time to time. The result is exactly that of a run which was never
   * interrupted, but for what a limit by hours lets be done. The checkpoints stay; {@link
   * org.mast4j.ssl.checkpoint.Checkpoints#delete} removes them once the result is safe.
   *
   * @param data as above; a checkpoint's clips are known again by the hash code of the list of
   *     log-mels, for which a list must read each of them unless it knows better
   * @return empty if the run was asked to stop; the checkpoint then holds all that was done
   * @throws IOException if a checkpoint can't be read or written, or is of another run
   */
  public Optional<Result> run(TrainingClips data, CheckpointPolicy policy, Listener listener)
      throws IOException {
    try (PretrainingLoop loop = loop(data);
        RunLock held = RunLock.of(policy.directory())) {
      return advance(loop, policy, listener, Integer.MAX_VALUE)
          ? Optional.of(loop.result())
          : Optional.empty();
    }
  }

  /**
   * A part of {@link #run(TrainingClips, CheckpointPolicy, Listener)}: goes on from the newest
   * checkpoint until a number of steps is taken, if they weren't taken before, and writes a
   * checkpoint then, from which the next part goes on.
   *
   * @param steps of all parts until now, this one's included
   * @return the encoder as it is then; empty if the run was asked to stop before
   * @throws IOException if a checkpoint can't be read or written, or is of another run
   */
  public Optional<Trained> runUntil(
      int steps, TrainingClips data, CheckpointPolicy policy, Listener listener)
      throws IOException {
    try (PretrainingLoop loop = loop(data);
        RunLock held = RunLock.of(policy.directory())) {
      return advance(loop, policy, listener, steps)
          ? Optional.of(loop.trained())
          : Optional.empty();
    }
  }

  /** Whether the run came to its end, or to so many steps, and wasn't asked to stop before. */
  private boolean advance(PretrainingLoop loop, CheckpointPolicy policy, Listener listener, int to)
      throws IOException {
    RunCheckpoints checkpoints = new RunCheckpoints(policy.directory(), settings, run, loop);
    checkpoints.restore(loop);
    loop.begin(listener);
    long interval = TimeUnit.MINUTES.toNanos(run.checkpointMinutes());
    long lastSaved = System.nanoTime();
    while (loop.goesOn() && loop.steps() < to) {
      try {
        loop.advance();
      } catch (NonFiniteStepException e) {
        throw e.saying(checkpoints.left());
      }
      boolean stop = policy.stop().getAsBoolean();
      if (stop || loop.steps() == to || System.nanoTime() - lastSaved >= interval) {
        checkpoints.write(loop);
        lastSaved = System.nanoTime();
      }
      if (stop && loop.goesOn()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Checks, before any audio is read, that there are clips enough.
   *
   * @throws IllegalArgumentException if there are fewer than a batch holds
   */
  public void requireBatch(int clips) {
    if (clips < config.batchSize()) {
      throw new IllegalArgumentException(
          "batchSize "
              + config.batchSize()
              + " exceeds the "
              + clips
              + " clips; lower it (--batch) or add clips");
    }
  }

  /**
   * Checks, before any audio is read, that there are labels if the method learns from them.
   *
   * @param labelled whether the clips are
   * @throws IllegalArgumentException if there are none, but needed
   */
  public void requireLabels(boolean labelled) {
    if (!labelled && Methods.of(config).needsLabels()) {
      throw new IllegalArgumentException(
          "method "
              + config.method()
              + " learns from labels, but not every clip has one; give each its label or choose"
              + " another method of "
              + Methods.names());
    }
  }

  private PretrainingLoop loop(TrainingClips data) {
    ClipSource clips = data.clips();
    requireBatch(clips.size());
    requireLabels(!data.targets().isEmpty());
    if (clips.logMels().stream().allMatch(Spectrogram::isSilent)) {
      throw new IllegalArgumentException(
          "all "
              + clips.size()
              + " clips are silence, which has no deviation to normalise by; check the recordings");
    }
    return new PretrainingLoop(settings, run, labelled, data);
  }
}
