package org.mast4j.arbiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.arbiter.generate.Tpe;
import org.mast4j.arbiter.plan.Halving;
import org.mast4j.arbiter.score.Probe;
import org.mast4j.arbiter.score.SearchData;
import org.mast4j.arbiter.store.SearchStore;
import org.mast4j.arbiter.work.JobTask;
import org.mast4j.arbiter.work.ThreadWorker;
import org.mast4j.settings.Scale;

class SearchResumeTest {
  @TempDir Path directory;

  private final List<String> log = new ArrayList<>();

  private static SearchConfig pruned(SearchBudget budget, Dimension... more) {
    List<Dimension> dimensions = new ArrayList<>(List.of(TinySearch.learningRate(1e-4, 1e-2)));
    dimensions.addAll(List.of(more));
    return new SearchConfig(
        budget,
        TinySearch.pretraining(TinySearch.base()),
        dimensions,
        new Probe(),
        new Tpe(2),
        Optional.of(new Halving(2, 3)),
        SearchWorkers.standard());
  }

  /** Scores in the order of their candidates, with how far each was trained. */
  static List<String> scores(List<Trial> trials) {
    return trials.stream()
        .map(t -> t.index() + " " + t.values() + " " + t.reached() + " " + t.score())
        .toList();
  }

  /** One life of a search, which ends when it has been told of so many scores. */
  private static Optional<SearchResult> live(
      SearchConfig config, Path out, int scores, boolean resume) throws IOException {
    return live(config, TinySearch.data(), out, scores, resume);
  }

  static Optional<SearchResult> live(
      SearchConfig config, SearchData data, Path out, int scores, boolean resume)
      throws IOException {
    JobTask task = SearchRunner.task(config, data);
    int[] told = {0};
    SearchListener counter =
        new SearchListener() {
          @Override
          public void onTrial(Trial trial, List<Trial> trials) {
            told[0]++;
          }
        };
    return SearchRunner.run(
        config,
        new SearchFolder(out),
        (number, events) -> new ThreadWorker(task, events),
        SearchOptions.standard()
            .with(o -> o.listener(counter).stop(() -> told[0] >= scores).resume(resume)));
  }

  @Test
  void anInterruptedSearchGoesOnAsIfItHadNotBeen() throws IOException {
    SearchConfig config = pruned(new SearchBudget(6, 5, 3, 3));
    SearchResult whole =
        live(config, directory.resolve("whole"), Integer.MAX_VALUE, false).orElseThrow();
    assertThat(whole.trials()).hasSize(6);
    assertThat(whole.trials()).extracting(Trial::reached).contains(1, 4);

    Path out = directory.resolve("broken");
    Optional<SearchResult> result = live(config, out, 1, false);
    int lives = 1;
    while (result.isEmpty()) {
      result = live(config, out, 2, true);
      lives++;
    }
    assertThat(lives).isGreaterThan(2);
    assertThat(live(config, out, 0, true).orElseThrow().trials()).hasSize(6);
    assertThat(checkpoints(out)).as("of those that were stopped alone").hasSize(stopped(whole));
    assertThat(scores(result.get().trials())).isEqualTo(scores(whole.trials()));
    assertThat(result.get().best().index()).isEqualTo(whole.best().index());
    try (SearchStore store = SearchStore.open(new SearchFolder(out).store(), true)) {
      assertThat(store.starts()).hasSize(lives + 1);
      assertThat(store.jobs()).allMatch(job -> job.outcome().isPresent() && job.deaths() == 0);
      assertThat(store.scores()).isNotEmpty().allMatch(score -> score.reached() == 3);
    }
  }

  private static int stopped(SearchResult result) {
    return (int) result.trials().stream().filter(trial -> !trial.whole()).count();
  }

  private static List<Path> checkpoints(Path out) throws IOException {
    try (Stream<Path> folders = Files.list(out.resolve("candidates"))) {
      return folders.toList();
    }
  }

  @Test
  void goingOnItMayBeWiderAndLonger() throws IOException {
    assertThat(live(pruned(new SearchBudget(3, 5, 3)), directory, Integer.MAX_VALUE, false))
        .isPresent();
    Dimension temperature =
        Dimension.range("temperature", double.class, Scale.LOGARITHMIC, 0.03, 0.3);
    SearchConfig wider = pruned(new SearchBudget(5, 6, 3), temperature);
    List<Trial> before = trials();
    SearchResult result = live(wider, directory, Integer.MAX_VALUE, true).orElseThrow();
    assertThat(result.trials()).hasSize(5);
    for (Trial trial : before) {
      assertThat(result.trials().get(trial.index()).values())
          .containsEntry("learningRate", trial.values().get("learningRate"))
          .doesNotContainKey("temperature");
    }
    try (SearchStore store = SearchStore.open(new SearchFolder(directory).store(), true)) {
      assertThat(store.starts().get(1).changes())
          .isEqualTo(
              "candidates is 5 now; it was 3\nmaxMinutes is 6.0 now; it was 5.0\n"
                  + "ranges.temperature is range [0.03, 0.3] LOGARITHMIC now; it was none");
    }
    Dimension crop = Dimension.range("cropStrength", double.class, Scale.LINEAR, 0.5, 1.5);
    assertThatThrownBy(
            () -> live(pruned(new SearchBudget(5, 6, 3), temperature, crop), directory, 1, true))
        .hasMessageContaining("cropStrength none, which was tried before, isn't among [0.5, 1.5]");
    SearchConfig narrower =
        new SearchConfig(
            wider.budget(),
            wider.base(),
            List.of(TinySearch.learningRate(0.9e-2, 1e-2), temperature),
            wider.score(),
            wider.generator(),
            wider.pruner(),
            wider.workers());
    assertThatThrownBy(() -> live(narrower, directory, 1, true))
        .hasMessageContaining("which was tried before, isn't among [0.009, 0.01]");
    assertThatThrownBy(
            () -> live(pruned(new SearchBudget(5, 6, 4), temperature), directory, 1, true))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("seed is 4, but was 3 when this search began");
  }

  /** Where steps are searched, what was whole stays whole. */
  @Test
  void longerTrainingsThatMayComeDontMakeTheOthersParts() throws IOException {
    SearchConfig before =
        new SearchConfig(
            new SearchBudget(3, 5, 1),
            TinySearch.pretraining(TinySearch.base()),
            List.of(Dimension.choice("steps", int.class, List.of(3, 6))));
    SearchResult first = live(before, directory, Integer.MAX_VALUE, false).orElseThrow();
    SearchConfig longer =
        new SearchConfig(
            new SearchBudget(4, 5, 1),
            before.base(),
            List.of(Dimension.choice("steps", int.class, List.of(3, 6, 8))));
    SearchResult second = live(longer, directory, Integer.MAX_VALUE, true).orElseThrow();
    assertThat(second.trials()).hasSize(4).allMatch(Trial::whole);
    assertThat(scores(second.trials().subList(0, 3))).isEqualTo(scores(first.trials()));
    assertThat(second.best().score().getAsDouble())
        .isEqualTo(
            second.trials().stream().mapToDouble(t -> t.score().getAsDouble()).max().getAsDouble());
    assertThat(SearchOverview.read(longer, new SearchFolder(directory)).firstSteps()).isZero();
  }

  private List<Trial> trials() throws IOException {
    List<Trial> trials = new ArrayList<>();
    for (JsonNode line : TinySearch.saved(directory)) {
      trials.add(
          new Trial(
              line.get("index").intValue(),
              Map.of("learningRate", line.at("/values/learningRate").doubleValue()),
              OptionalDouble.empty(),
              Optional.empty(),
              0,
              Optional.empty(),
              line.get("reached").intValue(),
              false));
    }
    return trials;
  }
}
