package org.mast4j.arbiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxCandidatesCondition;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxTimeCondition;
import org.deeplearning4j.arbiter.optimize.api.termination.TerminationCondition;
import org.deeplearning4j.arbiter.optimize.runner.CandidateInfo;
import org.deeplearning4j.arbiter.optimize.runner.CandidateStatus;
import org.deeplearning4j.arbiter.optimize.runner.IOptimizationRunner;
import org.deeplearning4j.arbiter.optimize.runner.listener.StatusListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.arbiter.generate.Tpe;
import org.mast4j.arbiter.plan.Halving;
import org.mast4j.arbiter.plan.Outcome;
import org.mast4j.arbiter.plan.Pruner;
import org.mast4j.arbiter.score.Probe;
import org.mast4j.arbiter.work.JobTask;
import org.mast4j.arbiter.work.ThreadWorker;
import org.mast4j.settings.Scale;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;

/** Arbiter's own conditions and listeners in a search of ours. */
class ArbiterHooksTest {
  private static final int FAILING = 2;

  @TempDir private Path directory;

  private static SearchConfig config(Optional<Pruner> pruner, SearchWorkers workers) {
    return new SearchConfig(
        new SearchBudget(8, 5, 1),
        TinySearch.pretraining(SsMastConfig.paper().withSteps(9).withBatchSize(8)),
        List.of(Dimension.range("learningRate", double.class, Scale.LOGARITHMIC, 1e-4, 1e-2)),
        new Probe(),
        new Tpe(2),
        pruner,
        workers);
  }

  private static SearchConfig plain() {
    return config(Optional.empty(), SearchWorkers.standard());
  }

  /** Candidates are the better the later they were made up, and one fails. */
  private static final JobTask TASK =
      (assignment, progress) -> {
        int candidate = assignment.job().candidate();
        progress.reached(assignment.job().to());
        return candidate == FAILING
            ? Outcome.failed("it is the third")
            : Outcome.scored(candidate / 10.0);
      };

  private static Optional<SearchResult> search(
      SearchConfig config, Path out, JobTask task, SearchOptions options) throws IOException {
    return SearchRunner.run(
        config, new SearchFolder(out), (number, events) -> new ThreadWorker(task, events), options);
  }

  private static SearchOptions endedBy(TerminationCondition... conditions) {
    return SearchOptions.standard().withConditions(List.of(conditions));
  }

  /** A user's own. */
  private record ScoreAbove(double enough) implements TerminationCondition {
    @Override
    public void initialize(IOptimizationRunner runner) {}

    @Override
    public boolean terminate(IOptimizationRunner runner) {
      return runner.bestScore() != null && runner.bestScore() > enough;
    }
  }

  private static List<String> scores(SearchResult result) {
    return result.trials().stream()
        .map(t -> t.index() + " " + t.values() + " " + t.reached() + " " + t.score())
        .toList();
  }

  @Test
  void aConditionOfOnesOwnEndsASearchWhichThenGoesOnAsIfItHadNot() throws IOException {
    SearchResult ended =
        search(plain(), directory.resolve("a"), TASK, endedBy(new ScoreAbove(0.35))).orElseThrow();
    assertThat(ended.trials()).extracting(Trial::index).containsExactly(0, 1, 2, 3, 4);
    assertThat(ended.best().index()).isEqualTo(4);

    SearchResult further =
        search(plain(), directory.resolve("a"), TASK, SearchOptions.standard().withResume(true))
            .orElseThrow();
    SearchResult whole =
        search(plain(), directory.resolve("b"), TASK, SearchOptions.standard()).orElseThrow();
    assertThat(scores(further)).isEqualTo(scores(whole)).hasSize(8);
  }

  @Test
  void whichWorkerIsFasterDoesNotMoveTheEnd() throws IOException {
    SearchConfig config = config(Optional.of(new Halving(3, 2)), new SearchWorkers(2, 1, 3, 10, 1));
    List<List<String>> outcomes = new ArrayList<>();
    for (int seed = 0; seed < 3; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      JobTask late =
          (assignment, progress) -> {
            int millis;
            synchronized (random) {
              millis = random.nextInt(60);
            }
            Thread.sleep(millis);
            return TASK.run(assignment, progress);
          };
      outcomes.add(
          scores(
              search(config, directory.resolve("" + seed), late, endedBy(new ScoreAbove(0.25)))
                  .orElseThrow()));
    }
    assertThat(outcomes.get(0)).hasSizeLessThan(8);
    assertThat(outcomes).containsOnly(outcomes.get(0));
  }

  @Test
  void anyOfSeveralConditionsEndsIt() throws IOException {
    SearchOptions options =
        endedBy(
            new ScoreAbove(2),
            new MaxCandidatesCondition(3), // the failed one counts
            new MaxTimeCondition(1, TimeUnit.HOURS));
    assertThat(search(plain(), directory, TASK, options).orElseThrow().trials()).hasSize(3);
  }

  @Test
  void timeThatIsUpBeforeAnythingBeganIsAnError() {
    assertThatThrownBy(
            () ->
                search(
                    plain(), directory, TASK, endedBy(new MaxTimeCondition(0, TimeUnit.SECONDS))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "no candidate was tried before the search was to end, by maxMinutes or a termination"
                + " condition");
  }

  /** Writes down what it is told. */
  private static final class Recorder implements StatusListener {
    private final List<String> told = new ArrayList<>();

    @Override
    public void onInitialization(IOptimizationRunner runner) {
      told.add("begin, " + runner.numCandidatesTotal() + " known");
    }

    @Override
    public void onShutdown(IOptimizationRunner runner) {
      told.add(
          "end, best %d with %s of %d: %d complete, %d failed, %d queued"
              .formatted(
                  runner.bestScoreCandidateIndex(),
                  runner.bestScore(),
                  runner.numCandidatesTotal(),
                  runner.numCandidatesCompleted(),
                  runner.numCandidatesFailed(),
                  runner.numCandidatesQueued()));
      assertThat(runner.getResults()).hasSize(runner.numCandidatesTotal());
      assertThat(runner.bestScoreTime()).isLessThanOrEqualTo(System.currentTimeMillis());
      assertThat(runner.getConfiguration().getRngSeed()).isEqualTo(1);
    }

    @Override
    public void onRunnerStatusChange(IOptimizationRunner runner) {
      assertThat(runner.getCandidateStatus()).hasSize(runner.numCandidatesTotal());
    }

    @Override
    public void onCandidateStatusChange(
        CandidateInfo info, IOptimizationRunner runner, OptimizationResult result) {
      boolean ended =
          info.getCandidateStatus() == CandidateStatus.Complete
              || info.getCandidateStatus() == CandidateStatus.Failed;
      assertThat(result != null).isEqualTo(ended);
      told.add(info.getIndex() + " " + info.getCandidateStatus() + " " + info.getScore());
      if (ended) {
        assertThat(((Trial) result.getModelSpecificResults()).index()).isEqualTo(info.getIndex());
        assertThat(info.getEndTime()).isGreaterThanOrEqualTo(info.getStartTime());
      }
    }

    @Override
    public void onCandidateIteration(CandidateInfo info, Object candidate, int iteration) {
      told.add(info.getIndex() + " at " + iteration);
    }
  }

  @Test
  void listenersAreToldInTheOrderOfArbitersOwnRunner() throws IOException {
    Recorder recorder = new Recorder();
    SearchOptions options =
        endedBy(new MaxCandidatesCondition(3)).withStatusListeners(List.of(recorder));
    search(plain(), directory, TASK, options);
    assertThat(recorder.told)
        .containsExactly(
            "begin, 0 known",
            "0 Created null",
            "0 Running null",
            "0 at 9",
            "0 Complete 0.0",
            "1 Created null",
            "1 Running null",
            "1 at 9",
            "1 Complete 0.1",
            "2 Created null",
            "2 Running null",
            "2 at 9",
            "2 Failed null",
            "end, best 1 with 0.1 of 3: 2 complete, 1 failed, 0 queued");

    Recorder later = new Recorder();
    search(plain(), directory, TASK, options.withStatusListeners(List.of(later)).withResume(true));
    assertThat(later.told)
        .as("of a search that goes on")
        .containsExactly(
            "begin, 3 known",
            "0 Complete 0.0",
            "1 Complete 0.1",
            "2 Failed null",
            "end, best 1 with 0.1 of 3: 2 complete, 1 failed, 0 queued");
  }

  @Test
  void aCandidateThatIsTrainedFurtherRunsAgain() throws IOException {
    Recorder recorder = new Recorder();
    search(
        config(Optional.of(new Halving(3, 2)), SearchWorkers.standard()),
        directory,
        TASK,
        SearchOptions.standard().withStatusListeners(List.of(recorder)));
    assertThat(recorder.told)
        .containsSubsequence(
            "7 Created null", "7 Complete 0.7", "7 Running 0.7", "7 at 9", "7 Complete 0.7");
  }

  @Test
  void whatOnlyARunnerCanDoIsRefusedWithAWayToDoIt() throws IOException {
    List<IOptimizationRunner> seen = new ArrayList<>();
    search(
        plain(),
        directory,
        TASK,
        endedBy(
            new TerminationCondition() {
              @Override
              public void initialize(IOptimizationRunner runner) {
                seen.add(runner);
              }

              @Override
              public boolean terminate(IOptimizationRunner runner) {
                return runner.numCandidatesTotal() > 0;
              }
            }));
    IOptimizationRunner runner = seen.get(0);
    assertThatThrownBy(() -> runner.shutdown(true))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(
            "shutdown: listeners and conditions only look at a search; end it by a condition, or by"
                + " SearchOptions.stop");
    assertThatThrownBy(runner::execute).hasMessageContaining("the search runs already");
    assertThatThrownBy(() -> runner.addListeners(new Recorder()))
        .hasMessageContaining("SearchOptions.statusListeners");
    assertThatThrownBy(runner::removeAllListeners)
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> runner.getResults().get(0).getResultModel())
        .hasMessageContaining("train the best one anew from its best.json");
  }
}
