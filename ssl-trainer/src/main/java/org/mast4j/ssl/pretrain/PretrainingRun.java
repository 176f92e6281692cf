package org.mast4j.ssl.pretrain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.datavec.audio.augment.RunningNorm;
import org.mast4j.ssl.internal.data.ClipFeed;
import org.mast4j.ssl.internal.data.EpochSampler;

/**
 * One pre-training run between two of its steps: the method, and all that decides what the next
 * batch and its views will be.
 */
final class PretrainingRun implements AutoCloseable {
  private final MethodConfig config;
  private final TrainingClips data;
  private final PretrainingMethod method;
  private final EpochSampler sampler;
  private final ClipFeed feed;
  private final MixupMemory memory = new MixupMemory(MixupMemory.STANDARD_CAPACITY);
  private final List<Metrics> history = new ArrayList<>();

  /** The statistics by which the batches that the memory still holds were normalised. */
  private final Deque<RunningNorm.State> recentNorms = new ArrayDeque<>();

  private RunningNorm norm = new RunningNorm();

  PretrainingRun(PretrainingSettings settings, TrainingClips data) {
    this.config = settings.method();
    this.data = data;
    this.method = config.create(settings.encoder(), data.classes());
    this.sampler = new EpochSampler(data.clips().size(), config.batchSize(), config.seed());
    this.feed = new ClipFeed(data.clips(), config.views(memory), sampler);
  }

  RunState state() {
    return new RunState(method.state(), List.copyOf(recentNorms), history);
  }

  /** Goes on, in a new run over the same clips, from the state of an earlier one. */
  void restore(RunState state) {
    method.restore(state.method());
    history.addAll(state.history());
    for (int forgotten = steps() - state.norms().size(); forgotten > 0; forgotten--) {
      sampler.next(); // past the feed, which has drawn nothing yet and would read the clips
    }
    for (RunningNorm.State recent : state.norms()) {
      norm = new RunningNorm(recent);
      recentNorms.add(recent);
      memory.addAll(feed.next().clips().map(norm::apply).logMels());
    }
  }

  /** Draws a batch, augments it, trains on it, remembers it. */
  Metrics step() {
    ClipFeed.Batch raw = feed.next();
    norm.update(raw.clips().logMels());
    ClipSource clips = raw.clips().map(norm::apply);
    Metrics result;
    try (ViewBatch views = method.views(data.pick(raw.indices(), clips), memory)) {
      result = method.step(views);
    }
    memory.addAll(clips.logMels());
    recentNorms.add(norm.state());
    if (recentNorms.size() > batchesRemembered()) {
      recentNorms.removeFirst();
    }
    history.add(result);
    return result;
  }

  private int batchesRemembered() {
    return (MixupMemory.STANDARD_CAPACITY - 1) / config.batchSize() + 1;
  }

  /** Steps taken. */
  int steps() {
    return history.size();
  }

  Pretrainer.Result result() {
    RunningNorm.State statistics = norm.state();
    return new Pretrainer.Result(
        method.encoderWeights(), statistics.mean(), statistics.std(), history);
  }

  @Override
  public void close() {
    feed.close();
    method.close();
  }
}
