package org.mast4j.ssl.pretrain;

import java.util.List;
import java.util.Optional;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.ssl.checkpoint.Checkpoint;

/** A run from its begin to its end: its steps, the looks at the monitors, what ends it. */
final class PretrainingLoop implements AutoCloseable {
  private static final double NANOS_PER_SECOND = 1e9;

  private final TrainingClips data;
  private final Progress progress;
  private final Optional<Monitors> monitors;
  private final RunState.Columns columns;
  private final boolean recomputes;
  private final boolean recomputedBefore;
  private final PretrainingRun run;
  private double secondsBefore;
  private long start;
  private Optional<StopReason> reason = Optional.empty();
  private Pretrainer.Listener listener = (step, result) -> {};

  PretrainingLoop(
      PretrainingSettings settings,
      RunSettings how,
      Optional<LabelledSet> labelled,
      TrainingClips data) {
    this.data = data;
    this.progress = Progress.of(how, settings.method(), data.clips().size(), labelled.isPresent());
    this.monitors =
        how.monitorInterval() > 0
            ? Optional.of(new Monitors(settings, how, labelled, data.clips()))
            : Optional.empty();
    this.columns =
        new RunState.Columns(
            Methods.of(settings.method()).metricNames(),
            monitors.map(Monitors::names).orElse(List.of()));
    this.recomputes = how.gradientCheckpointing();
    this.run = new PretrainingRun(settings, data);
    this.recomputedBefore = Engines.isRecomputing();
  }

  TrainingClips data() {
    return data;
  }

  /** Of the labelled clips that the monitors look at. */
  Optional<Integer> labelledHash() {
    return monitors.flatMap(Monitors::labelledHash);
  }

  /**
   * Goes on from a checkpoint, before {@link #begin}.
   *
   * @throws IllegalArgumentException saying what it lacks
   */
  void restore(Checkpoint checkpoint) {
    RunState state = RunState.of(checkpoint.state(), columns);
    secondsBefore = state.seconds();
    run.restore(state, checkpoint.best());
  }

  /** Tells a listener of what was done before, and from now on of what is done. */
  void begin(Pretrainer.Listener told) {
    start = System.nanoTime();
    if (recomputes) {
      Engines.recompute(true);
    }
    listener = told;
    listener.onEncoder(this::trained);
    listener.onStart(run.history());
    reason = ended();
  }

  boolean goesOn() {
    return reason.isEmpty();
  }

  /** How many have been taken. */
  int steps() {
    return run.steps();
  }

  /** The encoder as it is, a copy to close. */
  Trained trained() {
    return run.trained();
  }

  /** A step, and a look at the monitors if one is due. */
  void advance() {
    int number = run.steps();
    listener.onStep(number, run.step());
    if (progress.isLookDue(run.steps())) {
      look();
    }
    reason = ended();
  }

  private Optional<StopReason> ended() {
    return progress.ended(run.steps(), run.looks(), seconds());
  }

  private void look() {
    monitors.ifPresent(m -> listener.onMonitor(run.look(m, progress)));
  }

  private double seconds() {
    return secondsBefore + (System.nanoTime() - start) / NANOS_PER_SECOND;
  }

  /** What the run can go on from, its arrays not copied. */
  Checkpoint checkpoint() {
    return run.checkpoint(columns, seconds());
  }

  /** What the run gives, once it has ended; the last step is looked at, too. */
  Pretrainer.Result result() {
    if (run.lastLook() != run.steps()) {
      look();
    }
    return run.result(reason.orElseThrow());
  }

  @Override
  public void close() {
    if (recomputes) {
      Engines.recompute(recomputedBefore);
    }
    run.close();
  }
}
