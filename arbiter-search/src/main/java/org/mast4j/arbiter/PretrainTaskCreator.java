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
import java.util.concurrent.atomic.AtomicReference;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.TaskCreator;
import org.deeplearning4j.arbiter.optimize.api.data.DataProvider;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.deeplearning4j.arbiter.optimize.runner.CandidateInfo;
import org.deeplearning4j.arbiter.optimize.runner.CandidateStatus;
import org.deeplearning4j.arbiter.optimize.runner.IOptimizationRunner;
import org.deeplearning4j.arbiter.optimize.runner.listener.StatusListener;
import org.mast4j.ssl.pretrain.Pretrainer;
import org.mast4j.ssl.pretrain.PretrainingSettings;

/**
 * Turns Arbiter's candidates into tasks that pre-train, probe and save. A task whose candidate
 * fails says so in its {@link Trial} and ends normally.
 */
@SuppressWarnings("deprecation") // Arbiter's DataProvider
final class PretrainTaskCreator implements TaskCreator {
  private final SearchData data;
  private final AtomicReference<IOException> saveFailure = new AtomicReference<>();

  PretrainTaskCreator(SearchData data) {
    this.data = data;
  }

  /** Why a result could not be saved, after which no candidate trains any more. */
  Optional<IOException> saveFailure() {
    return Optional.ofNullable(saveFailure.get());
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
    return new Task(candidate, score, listeners, runner);
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

  private final class Task implements Callable<OptimizationResult> {
    private final Candidate<?> candidate;
    private final ScoreFunction scoreFunction;
    private final List<StatusListener> listeners;
    private final IOptimizationRunner runner;
    private final long created = System.currentTimeMillis();

    Task(
        Candidate<?> candidate,
        ScoreFunction scoreFunction,
        List<StatusListener> listeners,
        IOptimizationRunner runner) {
      this.candidate = candidate;
      this.scoreFunction = scoreFunction;
      this.listeners = listeners;
      this.runner = runner;
    }

    @Override
    public OptimizationResult call() throws IOException {
      if (saveFailure.get() != null) {
        throw saveFailure.get();
      }
      long start = System.currentTimeMillis();
      PretrainingSpace space =
          (PretrainingSpace) runner.getConfiguration().getCandidateGenerator().getParameterSpace();
      SearchPoint point = (SearchPoint) candidate.getValue();
      Optional<PretrainingSettings> settings = Optional.empty();
      OptionalDouble score = OptionalDouble.empty();
      Optional<Throwable> failure = Optional.empty();
      try {
        settings = Optional.of(space.settings(point)); // values may be wrong only together
        score = OptionalDouble.of(trainAndScore(settings.get()));
      } catch (Exception | OutOfMemoryError e) { // native memory, too, ends in that error
        failure = Optional.of(e);
      }
      long end = System.currentTimeMillis();
      Trial trial =
          new Trial(
              candidate.getIndex(),
              point.values(),
              score,
              failure.map(PretrainTaskCreator::reason),
              (end - start) / 1000.0,
              settings);
      return report(trial, failure, start, end);
    }

    private double trainAndScore(PretrainingSettings settings) {
      try (Pretrainer.Result trained =
          new Pretrainer(settings).run(data.train(), (step, result) -> {})) {
        return scoreFunction.score(
            new PretrainedEncoder(settings.encoder(), trained), new ProbeData(data), Map.of());
      }
    }

    private OptimizationResult report(
        Trial trial, Optional<Throwable> failure, long start, long end) throws IOException {
      Double score = trial.score().isPresent() ? trial.score().getAsDouble() : null;
      CandidateInfo info =
          new CandidateInfo(
              trial.index(),
              failure.isPresent() ? CandidateStatus.Failed : CandidateStatus.Complete,
              score,
              created,
              start,
              end,
              candidate.getFlatParameters(),
              failure.map(PretrainTaskCreator::stackTrace).orElse(null));
      OptimizationResult result =
          new OptimizationResult(candidate, score, trial.index(), trial, info, null);
      try {
        result.setResultReference(
            runner.getConfiguration().getResultSaver().saveModel(result, trial));
      } catch (IOException e) {
        saveFailure.set(e);
        throw e;
      }
      listeners.forEach(listener -> listener.onCandidateStatusChange(info, runner, result));
      return result;
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
