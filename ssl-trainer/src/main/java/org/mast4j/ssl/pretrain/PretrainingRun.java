package org.mast4j.ssl.pretrain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.datavec.audio.augment.RunningNorm;
import org.mast4j.ssl.checkpoint.Checkpoint;
import org.mast4j.ssl.checkpoint.Snapshot;
import org.mast4j.ssl.internal.data.ClipFeed;
import org.mast4j.ssl.internal.data.EpochSampler;

/**
 * One pre-training run between two of its steps: the training, and all that decides what the next
 * batch will be.
 */
final class PretrainingRun implements AutoCloseable {
  private static final String MEAN = "mean";
  private static final String STD = "std";

  private final MethodConfig config;
  private final TrainingClips data;
  private final BatchTraining training;
  private final EpochSampler sampler;
  private final ClipFeed feed;
  private final List<Metrics> history = new ArrayList<>();
  private final List<Monitoring> monitorings = new ArrayList<>();

  /** The statistics by which the batches that the memory still holds were normalised. */
  private final Deque<RunningNorm.State> recentNorms = new ArrayDeque<>();

  private Optional<Trained> best = Optional.empty();

  PretrainingRun(PretrainingSettings settings, TrainingClips data) {
    this.config = settings.method();
    this.data = data;
    this.sampler = new EpochSampler(data.clips().size(), config.batchSize(), config.seed());
    this.training = new BatchTraining(settings, data.classes());
    try {
      this.feed = new ClipFeed(data.clips(), training.views(), sampler);
    } catch (RuntimeException e) {
      training.close();
      throw e;
    }
  }

  /**
   * What it can go on from, the arrays not copied.
   *
   * @param seconds of training until now
   */
  Checkpoint checkpoint(RunState.Columns columns, double seconds) {
    RunState state = new RunState(training.state(), List.copyOf(recentNorms), history(), seconds);
    return new Checkpoint(state.toSnapshot(columns), best.map(PretrainingRun::snapshot));
  }

  private static Snapshot snapshot(Trained trained) {
    return new Snapshot(
        trained.step(),
        trained.encoder(),
        Map.of(MEAN, Double.toString(trained.mean()), STD, Double.toString(trained.std())));
  }

  private static Trained trained(Snapshot snapshot) {
    return new Trained(
        (int) snapshot.step(),
        snapshot.arrays(),
        Double.parseDouble(snapshot.notes().get(MEAN)),
        Double.parseDouble(snapshot.notes().get(STD)));
  }

  /** Goes on, in a new run over the same clips, from the state of an earlier one. */
  void restore(RunState state, Optional<Snapshot> bestThen) {
    history.addAll(state.history().steps());
    training.restore(state.method(), steps());
    monitorings.addAll(state.history().monitorings());
    best = bestThen.map(PretrainingRun::trained);
    for (int forgotten = steps() - state.norms().size(); forgotten > 0; forgotten--) {
      sampler.next(); // past the feed, which has drawn nothing yet and would read the clips
    }
    for (RunningNorm.State recent : state.norms()) {
      recentNorms.add(recent);
      training.remember(feed.next().clips(), recent);
    }
  }

  /** Draws a batch, augments it, trains on it, remembers it. */
  Metrics step() {
    ClipFeed.Batch drawn = feed.next();
    Metrics result = training.step(data.pick(drawn.indices(), drawn.clips()));
    recentNorms.add(training.norm().state());
    if (recentNorms.size() > batchesRemembered()) {
      recentNorms.removeFirst();
    }
    history.add(result);
    return result;
  }

  private int batchesRemembered() {
    return (MixupMemory.STANDARD_CAPACITY - 1) / config.batchSize() + 1;
  }

  /** Looks at the monitors, and keeps the encoder if it is the best. */
  Monitoring look(Monitors monitors, Progress progress) {
    Trained now = trained();
    Monitoring look = new Monitoring(steps(), monitors.look(now.encoder(), training.norm()));
    monitorings.add(look);
    if (progress.best(monitorings).filter(look::equals).isPresent()) {
      best.ifPresent(Trained::close);
      best = Optional.of(now);
    } else {
      now.close();
    }
    return look;
  }

  /** The encoder as it is now; a copy. */
  Trained trained() {
    return training.trained();
  }

  /** Steps taken. */
  int steps() {
    return history.size();
  }

  /** Looks at the monitors until now. */
  List<Monitoring> looks() {
    return Collections.unmodifiableList(monitorings);
  }

  /** The step of the last look; -1 before the first. */
  int lastLook() {
    return monitorings.isEmpty() ? -1 : monitorings.get(monitorings.size() - 1).step();
  }

  History history() {
    return new History(history, monitorings);
  }

  Pretrainer.Result result(StopReason reason) {
    Optional<Trained> kept = best;
    best = Optional.empty(); // the result's to close
    return new Pretrainer.Result(trained(), kept, history(), reason);
  }

  @Override
  public void close() {
    feed.close();
    training.close();
    best.ifPresent(Trained::close);
  }
}
