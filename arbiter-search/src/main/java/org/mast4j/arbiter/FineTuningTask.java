package org.mast4j.arbiter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.mast4j.arbiter.plan.Outcome;
import org.mast4j.arbiter.score.FineTunedClassifier;
import org.mast4j.arbiter.score.SearchClips;
import org.mast4j.arbiter.score.SearchData;
import org.mast4j.arbiter.subject.FineTuning;
import org.mast4j.arbiter.work.Assignment;
import org.mast4j.arbiter.work.JobTask;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.ssl.finetune.Saving;
import org.mast4j.ssl.finetune.Validation;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.weights.Weights;

/**
 * Fine-tunes a candidate until its job's last epoch, from its checkpoint if it has one, and scores.
 */
final class FineTuningTask implements JobTask {
  private final FineTuning base;
  private final Weights start;
  private final FineTuner.Task task;
  private final SearchData data;
  private final SearchClips clips;
  private final ScoreFunction score;
  private final int scoreInterval;
  private final int checkpointMinutes;

  /**
   * A task of one search, whose clips suit it.
   *
   * @throws IOException if the model can't be read
   */
  FineTuningTask(SearchConfig config, FineTuning base, SearchData data, ScoreFunction score)
      throws IOException {
    this.base = base;
    this.start = base.start();
    this.task = data.task();
    this.data = data;
    this.clips = new SearchClips(data);
    this.score = score;
    this.scoreInterval = config.budget().scoreInterval();
    this.checkpointMinutes = config.workers().checkpointMinutes();
  }

  @Override
  public Outcome run(Assignment assignment, Progress progress) throws IOException {
    Path checkpoint = assignment.folder().resolve(SearchFolder.CHECKPOINT);
    Saving saving =
        new Saving(checkpoint, checkpointMinutes, () -> Thread.currentThread().isInterrupted());
    Optional<EncoderGraph> trained =
        new FineTuner(base.with(assignment.values()).settings())
            .runUntil(
                assignment.until(),
                base.encoder(),
                Optional.of(start),
                task,
                saving,
                new Looks(assignment.until(), progress));
    try (EncoderGraph classifier = trained.orElseThrow(() -> new IOException("interrupted"))) {
      Validation validation = Validation.of(classifier, data.validation(), data.activation());
      return Outcome.scored(
          score.score(new FineTunedClassifier(classifier, validation), clips, Map.of()));
    }
  }

  /** Tells of each epoch that counts, and now and then of its score. */
  private final class Looks implements FineTuner.Listener {
    private final int until;
    private final Progress progress;
    private boolean lastStage;

    Looks(int until, Progress progress) {
      this.until = until;
      this.progress = progress;
    }

    @Override
    public void onLastStage() {
      lastStage = true;
    }

    @Override
    public void onStep(double loss) {
      progress.alive();
    }

    @Override
    public void onEpoch(FineTuner.Epoch epoch) {
      int reached = epoch.epoch() + 1;
      if (!lastStage) {
        return;
      }
      progress.reached(reached);
      if (scoreInterval > 0 && reached % scoreInterval == 0 && reached < until) {
        epoch.validationScore().ifPresent(value -> progress.scored(reached, value));
      }
    }
  }
}
