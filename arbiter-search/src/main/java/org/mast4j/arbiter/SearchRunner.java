package org.mast4j.arbiter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.saving.ResultSaver;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxCandidatesCondition;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxTimeCondition;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;
import org.deeplearning4j.arbiter.optimize.runner.CandidateInfo;
import org.deeplearning4j.arbiter.optimize.runner.IOptimizationRunner;
import org.deeplearning4j.arbiter.optimize.runner.LocalOptimizationRunner;
import org.deeplearning4j.arbiter.optimize.runner.listener.BaseStatusListener;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.datavec.audio.augment.Views;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;
import org.mast4j.datavec.audio.patch.PatchGrid;

/** Runs a random search with Arbiter, one candidate at a time: ND4J itself uses all cores. */
public final class SearchRunner {
  /** Arbiter's own description of the search, in the results' directory. */
  public static final String ARBITER = "arbiter.json";

  private SearchRunner() {}

  /**
   * Tries the candidates and saves each as it ends: {@value TrialFiles#RESULTS}, {@value
   * TrialFiles#BEST} and {@value #ARBITER} in {@code out}.
   *
   * @param log told what happens, and the table at the end, a line at a time
   * @throws IllegalArgumentException if the clips don't suit the encoder, the batch or the
   *     augmentations
   * @throws IllegalStateException if every candidate failed
   * @throws IOException if {@code out} holds another search's results or can't be written
   */
  public static SearchResult run(
      SearchConfig config, SearchData data, Path out, Consumer<String> log) throws IOException {
    requireSuitable(config, data);
    OptimizationConfiguration arbiter = configuration(config, TrialFiles.in(out));
    AtomicFiles.write(
        out.resolve(ARBITER), (arbiter.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
    PretrainTaskCreator tasks = new PretrainTaskCreator(data);
    LocalOptimizationRunner runner = new LocalOptimizationRunner(1, arbiter, tasks);
    List<Trial> trials = Collections.synchronizedList(new ArrayList<>());
    runner.addListeners(
        new BaseStatusListener() {
          @Override
          public void onCandidateStatusChange(
              CandidateInfo info, IOptimizationRunner source, OptimizationResult result) {
            if (result != null) { // Arbiter's own calls, before a candidate runs, have none
              Trial trial = (Trial) result.getModelSpecificResults();
              trials.add(trial);
              log.accept(describe(trial, config.budget().candidates()));
            }
          }
        });
    runner.execute();
    if (tasks.saveFailure().isPresent()) {
      throw tasks.saveFailure().get();
    }
    Trial best =
        trials.stream()
            .filter(trial -> trial.score().isPresent())
            .max(
                Comparator.comparingDouble((Trial trial) -> trial.score().getAsDouble())
                    .thenComparing(Trial::index, Comparator.reverseOrder()))
            .orElseThrow(() -> new IllegalStateException(allFailed(trials, out)));
    SearchResult result = new SearchResult(trials, best);
    result.table().lines().forEach(log);
    return result;
  }

  /**
   * Checks before the work that {@link #run} may and can write its results there.
   *
   * @throws IOException if another search's are there, or nothing can be written
   */
  public static void requireNew(Path out) throws IOException {
    TrialFiles.requireNew(out);
  }

  /** Arbiter's configuration; {@link OptimizationConfiguration#fromJson} reads what it writes. */
  static OptimizationConfiguration configuration(SearchConfig config, ResultSaver saver) {
    return new OptimizationConfiguration.Builder()
        .candidateGenerator(
            new RandomSearchGenerator(PretrainingSpace.of(config.base(), config.dimensions())))
        .rngSeed(config.budget().seed())
        .scoreFunction(new ProbeAccuracy())
        .modelSaver(saver)
        .terminationConditions(
            new MaxCandidatesCondition(config.budget().candidates()),
            new MaxTimeCondition(
                Math.round(config.budget().maxMinutes() * 60_000), TimeUnit.MILLISECONDS))
        .build();
  }

  private static void requireSuitable(SearchConfig config, SearchData data) {
    PatchGrid grid = config.base().encoder().grid();
    Stream.concat(data.train().stream(), data.validation().stream())
        .filter(clip -> clip.mels() != grid.mels() || clip.frames() != grid.frames())
        .findFirst()
        .ifPresent(clip -> failSize(clip, grid));
    Views views = config.base().method().views(new MixupMemory(1));
    views.requireServedBy(ClipSource.of(data.train()));
    int batch =
        config.extremes().mapToInt(settings -> settings.method().batchSize()).max().orElseThrow();
    if (data.train().size() < batch) {
      throw new IllegalArgumentException(
          "batchSize " + batch + " exceeds the " + data.train().size() + " training clips");
    }
  }

  private static void failSize(Spectrogram clip, PatchGrid grid) {
    throw new IllegalArgumentException(
        "a clip of "
            + clip.frames()
            + " frames x "
            + clip.mels()
            + " mels; expected the encoder's "
            + grid.frames()
            + " x "
            + grid.mels());
  }

  private static String describe(Trial trial, int candidates) {
    String outcome =
        trial.failure().map(reason -> "failed: " + reason).orElseGet(() -> accuracy(trial));
    return String.format(
        Locale.ROOT,
        "candidate %d of %d (%s): %s, %.1f s",
        trial.index() + 1,
        candidates,
        TrialTable.values(trial),
        outcome,
        trial.seconds());
  }

  private static String accuracy(Trial trial) {
    return String.format(Locale.ROOT, "probe accuracy %.3f", trial.score().orElseThrow());
  }

  private static String allFailed(List<Trial> trials, Path out) {
    String first =
        trials.stream().flatMap(trial -> trial.failure().stream()).findFirst().orElse("no reason");
    return "all "
        + trials.size()
        + " candidates failed, the first: "
        + first
        + "; see "
        + out.resolve(TrialFiles.RESULTS);
  }
}
