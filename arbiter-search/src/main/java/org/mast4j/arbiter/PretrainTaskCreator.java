package org.mast4j.arbiter;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.TaskCreator;
import org.deeplearning4j.arbiter.optimize.api.data.DataProvider;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.deeplearning4j.arbiter.optimize.api.saving.ResultSaver;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.deeplearning4j.arbiter.optimize.runner.CandidateInfo;
import org.deeplearning4j.arbiter.optimize.runner.CandidateStatus;
import org.deeplearning4j.arbiter.optimize.runner.IOptimizationRunner;
import org.deeplearning4j.arbiter.optimize.runner.listener.StatusListener;
import org.mast4j.ssl.pretrain.Pretrainer;
import org.mast4j.ssl.pretrain.PretrainingSettings;

/**
 * Turns Arbiter's candidates into tasks that pre-train to the end and score, for Arbiter's own
 * runners; {@link SearchRunner} does so in parts that are saved ({@link PretrainingTask}). A task
 * whose candidate fails says so in its {@link Trial} and ends normally.
 */
@SuppressWarnings("deprecation") // Arbiter's DataProvider
public final class PretrainTaskCreator implements TaskCreator {
  private final SearchData data;
  private final PretrainingSpace space;

  /**
   * A creator for {@link SearchRunner#configuration}'s candidates.
   *
   * @throws IllegalArgumentException if the clips don't suit the search
   */
  public PretrainTaskCreator(SearchConfig config, SearchData data) {
    data.requireSuits(config);
    this.data = data;
    this.space = config.space();
  }

  /**
   * A task that trains on this creator's own clips.
   *
   * @param unused the configuration's provider: it has none, so that its JSON holds no clips
   */
  @Override
  @SuppressWarnings("rawtypes") // Arbiter's signature
  public Callable<OptimizationResult> create(
      Candidate candidate,
      DataProvider unused,
      ScoreFunction score,
      List<StatusListener> listeners,
      IOptimizationRunner runner) {
    Candidate<?> typed = candidate;
    long created = System.currentTimeMillis();
    return () -> run(typed, created, score, listeners, runner);
  }

  @Override
  @SuppressWarnings("rawtypes") // Arbiter's signature
  public Callable<OptimizationResult> create(
      Candidate candidate,
      Class<? extends DataSource> source,
      Properties properties,
      ScoreFunction score,
      List<StatusListener> listeners,
      IOptimizationRunner runner) {
    return create(candidate, null, score, listeners, runner);
  }

  private OptimizationResult run(
      Candidate<?> candidate,
      long created,
      ScoreFunction scoreFunction,
      List<StatusListener> listeners,
      IOptimizationRunner runner)
      throws IOException {
    long start = System.currentTimeMillis();
    SearchPoint point = (SearchPoint) candidate.getValue();
    Optional<PretrainingSettings> settings = Optional.empty();
    OptionalDouble score = OptionalDouble.empty();
    Optional<Throwable> failure = Optional.empty();
    try {
      settings = Optional.of(space.settings(point)); // values may be wrong only together
      score = OptionalDouble.of(trainAndScore(settings.get(), scoreFunction));
    } catch (Exception | OutOfMemoryError e) { // native memory, too, ends in that error
      failure = Optional.of(e);
    }
    long end = System.currentTimeMillis();
    int steps = settings.map(s -> s.method().steps()).orElse(0);
    Trial trial =
        new Trial(
            candidate.getIndex(),
            point.values(),
            score,
            failure.map(PretrainTaskCreator::reason),
            (end - start) / 1000.0,
            settings,
            steps,
            true);
    CandidateInfo info =
        new CandidateInfo(
            trial.index(),
            failure.isPresent() ? CandidateStatus.Failed : CandidateStatus.Complete,
            score.isPresent() ? (Double) score.getAsDouble() : null,
            created,
            start,
            end,
            candidate.getFlatParameters(),
            failure.map(PretrainTaskCreator::stackTrace).orElse(null));
    OptimizationResult result =
        new OptimizationResult(candidate, info.getScore(), trial.index(), trial, info, null);
    ResultSaver saver = runner.getConfiguration().getResultSaver();
    if (saver != null) {
      result.setResultReference(saver.saveModel(result, trial));
    }
    listeners.forEach(listener -> listener.onCandidateStatusChange(info, runner, result));
    return result;
  }

  private double trainAndScore(PretrainingSettings settings, ScoreFunction score) {
    try (Pretrainer.Result trained =
        new Pretrainer(settings).run(data.train(), (step, result) -> {})) {
      return score.score(
          new PretrainedEncoder(settings.encoder(), trained.last()), new ProbeData(data), Map.of());
    }
  }

  private static String reason(Throwable failure) {
    return failure instanceof RuntimeException && failure.getMessage() != null
        ? failure.getMessage()
        : failure.toString();
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
