package org.mast4j.arbiter;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.mast4j.arbiter.plan.Outcome;
import org.mast4j.arbiter.score.PretrainedEncoder;
import org.mast4j.arbiter.score.SearchClips;
import org.mast4j.arbiter.score.SearchData;
import org.mast4j.arbiter.subject.Pretraining;
import org.mast4j.arbiter.work.Assignment;
import org.mast4j.arbiter.work.JobTask;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.ssl.pretrain.CheckpointPolicy;
import org.mast4j.ssl.pretrain.History;
import org.mast4j.ssl.pretrain.Methods;
import org.mast4j.ssl.pretrain.Metrics;
import org.mast4j.ssl.pretrain.Pretrainer;
import org.mast4j.ssl.pretrain.RunSettings;
import org.mast4j.ssl.pretrain.Trained;
import org.mast4j.ssl.pretrain.TrainingClips;

/**
 * Pre-trains a candidate until its job's last step, from its checkpoint if it has one, and scores.
 */
final class PretrainingTask implements JobTask {
  /** The loss is the mean of so many last steps: one's own is a matter of its batch. */
  private static final int LAST_STEPS = 20;

  private static final String LOSS = "loss";

  private final Pretraining base;
  private final RunSettings run;
  private final SearchData data;
  private final SearchClips clips;
  private final ScoreFunction score;
  private final int scoreInterval;

  /** A task of one search, whose clips suit it. */
  PretrainingTask(SearchConfig config, Pretraining base, SearchData data, ScoreFunction score) {
    this.base = base;
    this.run =
        RunSettings.withoutMonitors()
            .withCheckpointMinutes(config.workers().checkpointMinutes())
            .withKeepLast(1);
    this.data = data;
    this.clips = new SearchClips(data);
    this.score = score;
    this.scoreInterval = config.budget().scoreInterval();
  }

  @Override
  public Outcome run(Assignment assignment, Progress progress) throws IOException {
    Pretraining candidate = base.with(assignment.values());
    CheckpointPolicy policy =
        new CheckpointPolicy(
            assignment.folder().resolve(SearchFolder.CHECKPOINT),
            () -> Thread.currentThread().isInterrupted());
    Looks looks = new Looks(candidate, assignment.until(), progress);
    Optional<Trained> trained =
        new Pretrainer(candidate.settings(), run, Optional.empty())
            .runUntil(assignment.until(), clips(candidate), policy, looks);
    return Outcome.scored(looks.score(trained.orElseThrow(() -> new IOException("interrupted"))));
  }

  private TrainingClips clips(Pretraining candidate) {
    ClipSource source = data.train().source();
    return Methods.of(candidate.settings().method()).needsLabels()
        ? new TrainingClips(source, List.of(data.train().targets().rows(data.classes())), List.of())
        : TrainingClips.unlabelled(source);
  }

  /** Tells of each step, and now and then of a score. */
  private final class Looks implements Pretrainer.Listener {
    private final Pretraining candidate;
    private final int until;
    private final Progress progress;
    private final Deque<Double> losses = new ArrayDeque<>();
    private Supplier<Trained> now;

    Looks(Pretraining candidate, int until, Progress progress) {
      this.candidate = candidate;
      this.until = until;
      this.progress = progress;
    }

    @Override
    public void onEncoder(Supplier<Trained> encoder) {
      now = encoder;
    }

    @Override
    public void onStart(History before) {
      before.steps().forEach(this::keep);
    }

    private void keep(Metrics metrics) {
      losses.add(metrics.get(LOSS));
      if (losses.size() > LAST_STEPS) {
        losses.remove();
      }
    }

    @Override
    public void onStep(int step, Metrics metrics) {
      keep(metrics);
      int reached = step + 1;
      progress.reached(reached);
      if (scoreInterval > 0 && reached % scoreInterval == 0 && reached < until) {
        progress.scored(reached, score(now.get()));
      }
    }

    /** Scores and frees an encoder. */
    private double score(Trained trained) {
      double loss = losses.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
      try (trained) {
        return score.score(
            new PretrainedEncoder(candidate, trained, loss, progress::alive), clips, Map.of());
      }
    }
  }
}
