package org.mast4j.arbiter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxCandidatesCondition;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxTimeCondition;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.mast4j.arbiter.score.Score;
import org.mast4j.arbiter.score.SearchData;
import org.mast4j.arbiter.subject.FineTuning;
import org.mast4j.arbiter.subject.Pretraining;
import org.mast4j.arbiter.work.JobTask;
import org.mast4j.arbiter.work.ThreadWorker;
import org.mast4j.arbiter.work.Worker;

/** Runs a search with Arbiter's generators: in parts that are saved, by one worker or several. */
public final class SearchRunner {
  private SearchRunner() {}

  /**
   * Tries candidates on threads of this process and writes what comes of them into a folder.
   *
   * @param log told what happens, and the table at the end, a line at a time
   * @throws IllegalArgumentException if the clips don't suit the encoder, the batch or the
   *     augmentations
   * @throws IllegalStateException if every candidate failed
   * @throws IOException if the folder holds another search, or can't be written
   */
  public static SearchResult run(
      SearchConfig config, SearchData data, Path out, Consumer<String> log) throws IOException {
    JobTask task = task(config, data);
    SearchResult result =
        run(
                config,
                new SearchFolder(out),
                (number, events) -> new ThreadWorker(task, events),
                SearchOptions.standard().withListener(lines(config, log)))
            .orElseThrow();
    result.table().lines().forEach(log);
    return result;
  }

  /**
   * Tries candidates by workers that the caller knows how to start.
   *
   * @param options who is told, who may end it, and whether it goes on
   * @return empty if it was asked to stop; all that was done is in the folder
   * @throws IllegalStateException if every candidate failed
   * @throws IOException if there is another search or, to go on with, none; if another process
   *     works on it; if a worker can't start; or if something can't be written
   */
  public static Optional<SearchResult> run(
      SearchConfig config, SearchFolder folder, Worker.Factory workers, SearchOptions options)
      throws IOException {
    if (!options.resume()) {
      folder.requireNew();
    }
    try (SearchRun run = new SearchRun(config, folder, options)) {
      return run.run(workers);
    }
  }

  /**
   * What a worker does, in whatever process it is.
   *
   * @throws IllegalArgumentException if the clips don't suit the encoder, the batch or the
   *     augmentations
   * @throws IOException if a model to start from can't be read
   */
  public static JobTask task(SearchConfig config, SearchData data) throws IOException {
    requireSuits(config, data);
    return task(config, data, config.score());
  }

  /**
   * Checks clips before the work, which looks at each of them.
   *
   * @throws IllegalArgumentException if they don't suit the search
   */
  static void requireSuits(SearchConfig config, SearchData data) {
    data.requireSuits(config.base(), config.extremes());
    config.score().requireSuits(data.activation());
  }

  /** As {@link #task(SearchConfig, SearchData)}, of clips that suit, by any score. */
  static JobTask task(SearchConfig config, SearchData data, ScoreFunction score)
      throws IOException {
    return config.base() instanceof FineTuning tuning
        ? new FineTuningTask(config, tuning, data, score)
        : new PretrainingTask(config, (Pretraining) config.base(), data, score);
  }

  /**
   * A search as Arbiter's own runners take it, beside a {@link SearchTaskCreator}; {@link
   * OptimizationConfiguration#fromJson} reads what it writes.
   */
  public static OptimizationConfiguration configuration(SearchConfig config) {
    Score score = config.score();
    return new OptimizationConfiguration.Builder()
        .candidateGenerator(
            config.generator().create(config.space(), config.budget().seed(), score.minimize()))
        .rngSeed(config.budget().seed())
        .scoreFunction(score)
        .terminationConditions(
            new MaxCandidatesCondition(config.budget().candidates()),
            new MaxTimeCondition(
                Math.round(config.budget().maxMinutes() * 60_000), TimeUnit.MILLISECONDS))
        .build();
  }

  private static SearchListener lines(SearchConfig config, Consumer<String> log) {
    return new SearchListener() {
      @Override
      public void onTrial(Trial trial, List<Trial> trials) {
        log.accept(describe(trial, config));
      }

      @Override
      public void onRemark(String sentence) {
        log.accept(sentence);
      }
    };
  }

  /** A trial in one line. */
  public static String describe(Trial trial, SearchConfig config) {
    String outcome =
        trial.failure().map(reason -> "failed: " + reason).orElseGet(() -> score(trial, config));
    String part =
        trial.whole() ? "" : " after %d %s".formatted(trial.reached(), config.base().unit());
    return String.format(
        Locale.ROOT,
        "candidate %d of %d (%s): %s%s, %.1f s",
        trial.index() + 1,
        config.budget().candidates(),
        TrialTable.values(trial.values()),
        outcome,
        part,
        trial.seconds());
  }

  /** What was chosen for a candidate, in one line. */
  public static String describe(Map<String, Object> values) {
    return TrialTable.values(values);
  }

  private static String score(Trial trial, SearchConfig config) {
    return String.format(
        Locale.ROOT, "%s %.3f", config.score().label(), trial.score().orElseThrow());
  }
}
