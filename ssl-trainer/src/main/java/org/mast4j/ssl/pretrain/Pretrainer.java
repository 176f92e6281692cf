package org.mast4j.ssl.pretrain;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.weights.Weights;

/** Pre-trains on a set of unlabelled clips, with checkpoints from which it can go on. */
public final class Pretrainer {
  private final PretrainingSettings settings;
  private final RunSettings run;
  private final MethodConfig config;

  public Pretrainer(PretrainingSettings settings, RunSettings run) {
    this.settings = settings;
    this.run = run;
    this.config = settings.method();
  }

  /** As {@link RunSettings#withoutMonitors}. */
  public Pretrainer(PretrainingSettings settings) {
    this(settings, RunSettings.withoutMonitors());
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

    /** The run begins, or goes on after what had been reported until its checkpoint. */
    default void onStart(History before) {}
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
   * @see #run(PretrainingData, Listener)
   */
  public Result run(List<Spectrogram> clips, Listener listener) {
    return run(ClipSource.of(clips), listener);
  }

  /** Trains, without checkpoints, on clips that have no names. */
  public Result run(ClipSource clips, Listener listener) {
    return run(PretrainingData.of(clips), listener);
  }

  /**
   * Trains until the method's steps are taken, or another limit ends the run before.
   *
   * @throws IllegalArgumentException if there are fewer clips than a batch holds, or nothing but
   *     silence, or no waveforms though views need them, or the best is to be told by labels that
   *     aren't there
   * @throws NonFiniteStepException if a step isn't finite
   */
  public Result run(PretrainingData data, Listener listener) {
    try (PretrainingLoop loop = loop(data, listener)) {
      loop.begin();
      while (loop.goesOn()) {
        loop.advance();
      }
      return loop.result();
    }
  }

  /** As {@link #run(PretrainingData, CheckpointPolicy, Listener)}, on clips that have no names. */
  public Optional<Result> run(ClipSource clips, CheckpointPolicy checkpoints, Listener listener)
      throws IOException {
    return run(PretrainingData.of(clips), checkpoints, listener);
  }

  /**
   * As {@link #run(PretrainingData, Listener)}, but goes on from the newest checkpoint if there is
   * one, and writes one from time to time. The result is exactly that of a run which was never
   * interrupted, but for what a limit by hours lets be done. The checkpoints stay; {@link
   * org.mast4j.ssl.checkpoint.Checkpoints#delete} removes them once the result is safe.
   *
   * @param data as above; a checkpoint's clips are known again by the hash code of the list of
   *     log-mels, for which a list must read each of them unless it knows better
   * @return empty if the run was asked to stop; the checkpoint then holds all that was done
   * @throws IOException if a checkpoint can't be read or written, or is of another run
   */
  public Optional<Result> run(PretrainingData data, CheckpointPolicy policy, Listener listener)
      throws IOException {
    try (PretrainingLoop loop = loop(data, listener)) {
      RunCheckpoints checkpoints = new RunCheckpoints(policy.directory(), settings, run, loop);
      checkpoints.restore(loop);
      loop.begin();
      long interval = TimeUnit.MINUTES.toNanos(run.checkpointMinutes());
      long lastSaved = System.nanoTime();
      while (loop.goesOn()) {
        try {
          loop.advance();
        } catch (NonFiniteStepException e) {
          throw e.saying(checkpoints.left());
        }
        boolean stop = policy.stop().getAsBoolean();
        if (stop || System.nanoTime() - lastSaved >= interval) {
          checkpoints.write(loop);
          lastSaved = System.nanoTime();
        }
        if (stop && loop.goesOn()) {
          return Optional.empty();
        }
      }
      return Optional.of(loop.result());
    }
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

  private PretrainingLoop loop(PretrainingData data, Listener listener) {
    ClipSource clips = data.clips();
    requireBatch(clips.size());
    if (clips.logMels().stream().allMatch(Spectrogram::isSilent)) {
      throw new IllegalArgumentException(
          "all "
              + clips.size()
              + " clips are silence, which has no deviation to normalise by; check the recordings");
    }
    return new PretrainingLoop(settings, run, data, listener);
  }
}
