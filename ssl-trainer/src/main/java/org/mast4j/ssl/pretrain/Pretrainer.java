package org.mast4j.ssl.pretrain;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Pre-trains on a set of clips, mostly unlabelled, with checkpoints from which it can go on. */
public final class Pretrainer {
  private final PretrainingSettings settings;
  private final MethodConfig config;

  public Pretrainer(PretrainingSettings settings) {
    this.settings = settings;
    this.config = settings.method();
  }

  public Pretrainer(EncoderConfig encoder, MethodConfig config) {
    this(new PretrainingSettings(encoder, config));
  }

  /** Told after each step. */
  @FunctionalInterface
  public interface Listener {
    void onStep(int step, Metrics result);
  }

  /**
   * What pre-training gives.
   *
   * @param encoder weights without the projection
   * @param mean of the log-mels, by which the encoder's input is to be normalised
   * @param std likewise
   * @param history one entry a step
   */
  public record Result(Weights encoder, double mean, double std, List<Metrics> history)
      implements AutoCloseable {
    public Result {
      history = List.copyOf(history);
    }

    /** Frees the weights' native memory at once. */
    @Override
    public void close() {
      encoder.toMap().values().forEach(INDArray::close);
    }
  }

  /**
   * Trains for the configured number of steps on clips of which the log-mels alone are known.
   *
   * @see #run(ClipSource, Listener)
   */
  public Result run(List<Spectrogram> clips, Listener listener) {
    return run(ClipSource.of(clips), listener);
  }

  /**
   * Trains for the configured number of steps on unlabelled clips.
   *
   * @see #run(TrainingClips, Listener)
   */
  public Result run(ClipSource clips, Listener listener) {
    return run(TrainingClips.unlabelled(clips), listener);
  }

  /**
   * Trains for the configured number of steps.
   *
   * @param data with raw log-mels of the encoder's input size; got on several threads, a few
   *     batches before they are trained on
   * @throws IllegalArgumentException if there are fewer clips than a batch holds, or nothing but
   *     silence, or no waveforms or labels though the method needs them
   */
  public Result run(TrainingClips data, Listener listener) {
    try (PretrainingRun run = newRun(data)) {
      while (run.steps() < config.steps()) {
        listener.onStep(run.steps(), run.step());
      }
      return run.result();
    }
  }

  /**
   * As {@link #run(TrainingClips, CheckpointPolicy, Listener)}, on unlabelled clips.
   *
   * @throws IOException if the checkpoint can't be read or written, or is of another run
   */
  public Optional<Result> run(ClipSource clips, CheckpointPolicy checkpoints, Listener listener)
      throws IOException {
    return run(TrainingClips.unlabelled(clips), checkpoints, listener);
  }

  /**
   * As {@link #run(TrainingClips, Listener)}, but goes on from the checkpoint if there is one, and
   * writes one from time to time. The result is exactly that of a run which was never interrupted.
   * The last checkpoint stays; {@link CheckpointFile#delete} removes it once the result is safe.
   *
   * @param data as above; a checkpoint's clips are known again by the hash code of the list of
   *     log-mels, for which a list must read each of them unless it knows better
   * @return empty if the run was asked to stop; the checkpoint then holds all that was done
   * @throws IOException if the checkpoint can't be read or written, or is of another run
   */
  public Optional<Result> run(TrainingClips data, CheckpointPolicy checkpoints, Listener listener)
      throws IOException {
    try (PretrainingRun run = newRun(data)) {
      CheckpointFile file = new CheckpointFile(checkpoints.directory(), settings, data);
      Optional<RunState> saved = file.read();
      if (saved.isPresent()) {
        run.restore(saved.get());
      }
      long lastSaved = System.nanoTime();
      while (run.steps() < config.steps()) {
        listener.onStep(run.steps(), run.step());
        boolean stop = checkpoints.stop().getAsBoolean();
        if (stop || System.nanoTime() - lastSaved >= checkpoints.interval().toNanos()) {
          file.write(run.state());
          lastSaved = System.nanoTime();
        }
        if (stop && run.steps() < config.steps()) {
          return Optional.empty();
        }
      }
      return Optional.of(run.result());
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

  /**
   * Checks, before any audio is read, that there are labels if the method learns from them.
   *
   * @param labelled whether the clips are
   * @throws IllegalArgumentException if there are none, but needed
   */
  public void requireLabels(boolean labelled) {
    if (!labelled && Methods.byName(config.method()).needsLabels()) {
      throw new IllegalArgumentException(
          "method "
              + config.method()
              + " learns from labels, but not every clip has one; give each its label or choose"
              + " another method of "
              + Methods.names());
    }
  }

  private PretrainingRun newRun(TrainingClips data) {
    ClipSource clips = data.clips();
    requireBatch(clips.size());
    requireLabels(!data.targets().isEmpty());
    if (clips.logMels().stream().allMatch(Spectrogram::isSilent)) {
      throw new IllegalArgumentException(
          "all "
              + clips.size()
              + " clips are silence, which has no deviation to normalise by; check the recordings");
    }
    return new PretrainingRun(settings, data);
  }
}
