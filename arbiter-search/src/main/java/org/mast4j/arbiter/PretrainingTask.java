package org.mast4j.arbiter;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.mast4j.arbiter.plan.Job;
import org.mast4j.arbiter.plan.Outcome;
import org.mast4j.arbiter.work.Assignment;
import org.mast4j.arbiter.work.JobTask;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.ssl.pretrain.CheckpointPolicy;
import org.mast4j.ssl.pretrain.Metrics;
import org.mast4j.ssl.pretrain.Pretrainer;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.ssl.pretrain.RunSettings;
import org.mast4j.ssl.pretrain.Trained;
import org.mast4j.ssl.pretrain.TrainingClips;

/**
 * Pre-trains a candidate until its job's last step, from its checkpoint if it has one, and scores.
 */
public final class PretrainingTask implements JobTask {
  /** Of a candidate's folder. */
  static final String CHECKPOINT = "checkpoint";

  private final PretrainingSettings base;
  private final RunSettings run;
  private final SearchData data;
  private final ScoreFunction score;
  private final int scoreInterval;

  /**
   * A task of one search.
   *
   * @throws IllegalArgumentException if the clips don't suit the encoder, the batch or the
   *     augmentations
   */
  public PretrainingTask(SearchConfig config, SearchData data) {
    data.requireSuits(config);
    this.base = config.base();
    this.run =
        RunSettings.withoutMonitors()
            .withCheckpointMinutes(config.workers().checkpointMinutes())
            .withKeepLast(1);
    this.data = data;
    this.score = new ProbeAccuracy();
    this.scoreInterval = config.budget().scoreInterval();
  }

  @Override
  public Outcome run(Assignment assignment, Progress progress) throws IOException {
    Job job = assignment.job();
    PretrainingSettings settings = base.with(assignment.values());
    CheckpointPolicy policy =
        new CheckpointPolicy(
            assignment.folder().resolve(CHECKPOINT), () -> Thread.currentThread().isInterrupted());
    TrainingClips clips = TrainingClips.unlabelled(ClipSource.of(data.train()));
    Optional<Trained> trained =
        new Pretrainer(settings, run, Optional.empty())
            .runUntil(job.to(), clips, policy, looks(settings, job, progress));
    return Outcome.scored(
        score(settings, trained.orElseThrow(() -> new IOException("interrupted"))));
  }

  /** Tells of each step, and now and then of a score. */
  private Pretrainer.Listener looks(PretrainingSettings settings, Job job, Progress progress) {
    return new Pretrainer.Listener() {
      private Supplier<Trained> now;

      @Override
      public void onEncoder(Supplier<Trained> encoder) {
        now = encoder;
      }

      @Override
      public void onStep(int step, Metrics metrics) {
        int reached = step + 1;
        progress.reached(reached);
        if (scoreInterval > 0 && reached % scoreInterval == 0 && reached < job.to()) {
          progress.scored(reached, score(settings, now.get()));
        }
      }
    };
  }

  /** Scores and frees an encoder. */
  private double score(PretrainingSettings settings, Trained trained) {
    try (trained) {
      return score.score(
          new PretrainedEncoder(settings.encoder(), trained), new ProbeData(data), Map.of());
    }
  }
}
