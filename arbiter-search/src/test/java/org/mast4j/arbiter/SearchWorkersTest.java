package org.mast4j.arbiter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.arbiter.plan.Outcome;
import org.mast4j.arbiter.store.SearchStore;
import org.mast4j.arbiter.work.JobTask;
import org.mast4j.arbiter.work.ThreadWorker;

class SearchWorkersTest {
  @TempDir Path directory;

  private final List<String> log = new ArrayList<>();

  @Test
  void aWorkerThatDiesCostsOneRetryAndThenItsCandidate() throws IOException {
    SearchConfig config = TinySearch.config(TinySearch.base(), 1e-4, 1e-2);
    Map<Integer, Integer> deaths = new HashMap<>();
    JobTask dying =
        (assignment, progress) -> {
          int candidate = assignment.job().candidate();
          if (candidate == 1 || deaths.merge(candidate, 1, Integer::sum) < 2) {
            throw new OutOfMemoryError("no memory for " + candidate);
          }
          return Outcome.scored(0.5);
        };
    SearchResult result =
        SearchRunner.run(
                config,
                new SearchFolder(directory),
                (number, events) -> new ThreadWorker(dying, events),
                SearchOptions.standard()
                    .withListener(
                        new SearchListener() {
                          @Override
                          public void onRemark(String sentence) {
                            log.add(sentence);
                          }
                        }))
            .orElseThrow();
    assertThat(result.trials().get(0).score()).hasValue(0.5);
    assertThat(result.trials().get(1).failure())
        .hasValueSatisfying(
            reason -> assertThat(reason).contains("its worker died 2 times", "no memory for 1"));
    assertThat(log).hasSize(3).allMatch(line -> line.startsWith("worker 1 died: "));
  }

  @Test
  void aWorkerWithoutAStepForTooLongIsReplaced() throws IOException {
    SearchConfig plain = TinySearch.config(TinySearch.base(), 1e-4, 1e-2);
    SearchConfig config = plain.withWorkers(new SearchWorkers(1, 0, 0, 0.005, 1));
    boolean[] hung = {false};
    JobTask hanging =
        (assignment, progress) -> {
          if (!hung[0]) {
            hung[0] = true;
            Thread.sleep(60_000);
          }
          return Outcome.scored(0.5);
        };
    SearchResult result =
        SearchRunner.run(
                config,
                new SearchFolder(directory),
                (number, events) -> new ThreadWorker(hanging, events),
                SearchOptions.standard())
            .orElseThrow();
    assertThat(result.trials()).allMatch(trial -> trial.failure().isEmpty());
    try (SearchStore store = SearchStore.open(new SearchFolder(directory).store(), true)) {
      assertThat(store.jobs().get(0).deaths()).isOne();
    }
  }
}
