package org.mast4j.arbiter;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
import org.mast4j.arbiter.plan.Job;
import org.mast4j.arbiter.plan.Outcome;
import org.mast4j.arbiter.score.SearchData;
import org.mast4j.arbiter.subject.Subject;
import org.mast4j.arbiter.work.Assignment;
import org.mast4j.arbiter.work.JobTask;
import org.mast4j.ssl.checkpoint.Checkpoints;

/**
 * Turns Arbiter's candidates into tasks that train to the end and score, for Arbiter's own runners;
 * {@link SearchRunner} does so in parts that are saved. A candidate's value is one of {@link
 * SearchRunner#configuration}'s, or a {@link Map} of the subject's keys to values, as a space of
 * one's own may draw it. A task whose candidate fails says so in its {@link Trial} and ends
 * normally.
 */
@SuppressWarnings("deprecation") // Arbiter's DataProvider
public final class SearchTaskCreator implements TaskCreator {
  private static final JobTask.Progress UNSEEN =
      new JobTask.Progress() {
        @Override
        public void reached(int count) {}

        @Override
        public void scored(int count, double score) {}

        @Override
        public void alive() {}
      };

  private final SearchConfig config;
  private final SearchData data;

  /**
   * A creator of one search's tasks.
   *
   * @throws IllegalArgumentException if the clips don't suit the search
   */
  public SearchTaskCreator(SearchConfig config, SearchData data) {
    SearchRunner.requireSuits(config, data);
    this.config = config;
    this.data = data;
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
    Map<String, Object> values = Map.of();
    Optional<Subject> settings = Optional.empty();
    OptionalDouble score = OptionalDouble.empty();
    Optional<Throwable> failure = Optional.empty();
    try {
      values = values(candidate.getValue());
      settings = Optional.of(config.base().with(values)); // values may be wrong only together
      score = OptionalDouble.of(train(candidate.getIndex(), values, scoreFunction));
    } catch (Exception | OutOfMemoryError e) { // native memory, too, ends in that error
      failure = Optional.of(e);
    }
    long end = System.currentTimeMillis();
    int length = settings.map(Subject::length).orElse(0);
    Trial trial =
        new Trial(
            candidate.getIndex(),
            values,
            score,
            failure.map(SearchTaskCreator::reason),
            (end - start) / 1000.0,
            settings,
            length,
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
            failure.map(SearchTaskCreator::stackTrace).orElse(null));
    OptimizationResult result =
        new OptimizationResult(candidate, info.getScore(), trial.index(), trial, info, null);
    ResultSaver saver = runner.getConfiguration().getResultSaver();
    if (saver != null) {
      result.setResultReference(saver.saveModel(result, trial));
    }
    listeners.forEach(listener -> listener.onCandidateStatusChange(info, runner, result));
    return result;
  }

  private static Map<String, Object> values(Object value) {
    Map<?, ?> values = value instanceof SearchPoint point ? point.values() : (Map<?, ?>) value;
    Map<String, Object> byKey = new LinkedHashMap<>();
    values.forEach((key, chosen) -> byKey.put((String) key, chosen));
    return byKey;
  }

  private double train(int index, Map<String, Object> values, ScoreFunction score)
      throws Exception {
    Path folder = Files.createTempDirectory("mast4j-candidate");
    try {
      int length = config.base().with(values).length();
      Job whole = new Job(index, index, 0, length, 0);
      Outcome outcome =
          SearchRunner.task(config, data, score)
              .run(new Assignment(whole, length, values, folder), UNSEEN);
      return outcome
          .score()
          .orElseThrow(() -> new IllegalArgumentException(outcome.failure().orElseThrow()));
    } finally {
      Checkpoints.delete(folder.resolve(SearchFolder.CHECKPOINT));
      Files.delete(folder);
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
