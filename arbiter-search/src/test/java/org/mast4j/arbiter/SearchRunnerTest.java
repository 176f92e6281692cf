package org.mast4j.arbiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.deeplearning4j.arbiter.optimize.api.saving.InMemoryResultSaver;
import org.deeplearning4j.arbiter.optimize.api.saving.ResultReference;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.runner.LocalOptimizationRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.arbiter.generate.Tpe;
import org.mast4j.arbiter.plan.Halving;
import org.mast4j.arbiter.plan.Outcome;
import org.mast4j.arbiter.store.SearchStore;
import org.mast4j.arbiter.work.JobTask;
import org.mast4j.arbiter.work.ThreadWorker;
import org.mast4j.datavec.audio.augment.Gain;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.settings.Scale;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.mast.MastVariants;

class SearchRunnerTest {
  private static final EncoderConfig ENCODER =
      MastVariants.nano().withStages(List.of(1, 1), 8, 1).withGrid(PatchGrid.of(36, 46));
  private static final int CLASSES = 3;

  @TempDir Path directory;

  private final List<String> log = new ArrayList<>();

  private static SearchConfig config(SsMastConfig base, double low, double high) {
    return new SearchConfig(
        new SearchBudget(2, 5, 1),
        new PretrainingSettings(ENCODER, base),
        List.of(
            learningRate(low, high),
            Dimension.range("cropStrength", double.class, Scale.LINEAR, 0.5, 1.5)));
  }

  private static Dimension learningRate(double low, double high) {
    return Dimension.range("learningRate", double.class, Scale.LOGARITHMIC, low, high);
  }

  private static SsMastConfig base() {
    return SsMastConfig.paper().withSteps(4).withBatchSize(8);
  }

  /** Bands of noise: the class says where. */
  private static SearchData data() {
    SplittableRandom random = new SplittableRandom(1);
    int[] trainLabels = new int[24];
    int[] validationLabels = new int[12];
    return new SearchData(
        clips(trainLabels, random),
        trainLabels,
        clips(validationLabels, random),
        validationLabels,
        CLASSES);
  }

  private static List<Spectrogram> clips(int[] labels, SplittableRandom random) {
    List<Spectrogram> clips = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % CLASSES;
      float[] values = new float[46 * 36];
      for (int j = 0; j < values.length; j++) {
        boolean inBand = j % 36 / (36 / CLASSES) == labels[i];
        values[j] = (float) (random.nextGaussian() - (inBand ? 2 : 8));
      }
      clips.add(new Spectrogram(values, 46, 36));
    }
    return clips;
  }

  @Test
  void triesScoresAndSavesEachCandidate() throws IOException {
    Path out = directory.resolve("new/out");

    SearchResult result = SearchRunner.run(config(base(), 1e-4, 1e-2), data(), out, log::add);

    assertThat(result.trials()).extracting(Trial::index).containsExactly(0, 1);
    assertThat(result.trials()).allMatch(trial -> trial.failure().isEmpty());
    assertThat(result.best().score().getAsDouble())
        .isEqualTo(
            result.trials().stream().mapToDouble(t -> t.score().getAsDouble()).max().getAsDouble())
        .isGreaterThan(1.0 / CLASSES);
    PretrainingSettings defaults = new PretrainingSettings(ENCODER, SsMastConfig.paper());
    assertThat(defaults.with(out.resolve(SearchFolder.BEST)))
        .isEqualTo(result.best().settings().orElseThrow());
    List<JsonNode> saved = saved(out);
    assertThat(saved).hasSize(2);
    for (int i = 0; i < 2; i++) {
      Trial trial = result.trials().get(i);
      assertThat(saved.get(i).get("score").asDouble()).isEqualTo(trial.score().getAsDouble());
      assertThat(saved.get(i).at("/values/learningRate").asDouble())
          .isEqualTo(((SsMastConfig) trial.settings().orElseThrow().method()).learningRate());
    }
    assertThat(
            OptimizationConfiguration.fromJson(Files.readString(out.resolve(SearchFolder.ARBITER)))
                .getRngSeed())
        .isEqualTo(1);
    assertThat(log).hasSize(5);
    assertThat(log.get(0)).startsWith("candidate 1 of 2 (learningRate ");
    assertThat(log.get(2)).contains("candidate", "accuracy", "learningRate", "cropStrength");
  }

  @Test
  void arbitersOwnRunnerTriesTheSameCandidates() throws IOException {
    SearchConfig config = config(base(), 1e-4, 1e-2);
    OptimizationConfiguration arbiter = SearchRunner.configuration(config);
    arbiter.setResultSaver(new InMemoryResultSaver());
    LocalOptimizationRunner runner =
        new LocalOptimizationRunner(1, arbiter, new PretrainTaskCreator(config, data()));
    runner.execute();

    List<Trial> ours = SearchRunner.run(config, data(), directory, log::add).trials();
    List<Object> theirs = new ArrayList<>();
    for (ResultReference result : runner.getResults()) {
      Trial trial = (Trial) result.getResult().getModelSpecificResults();
      theirs.add(trial.values());
      assertThat(trial.score()).isEqualTo(ours.get(trial.index()).score());
    }
    assertThat(theirs).isEqualTo(ours.stream().map(Trial::values).toList());
    assertThat(runner.numCandidatesCompleted()).isEqualTo(2);
  }

  private static SearchConfig pruned(SearchBudget budget, Dimension... more) {
    List<Dimension> dimensions = new ArrayList<>(List.of(learningRate(1e-4, 1e-2)));
    dimensions.addAll(List.of(more));
    return new SearchConfig(
        budget,
        new PretrainingSettings(ENCODER, base()),
        dimensions,
        new Tpe(2),
        Optional.of(new Halving(2, 3)),
        SearchWorkers.standard());
  }

  /** Scores in the order of their candidates, with how far each was trained. */
  private static List<String> scores(List<Trial> trials) {
    return trials.stream()
        .map(t -> t.index() + " " + t.values() + " " + t.reached() + " " + t.score())
        .toList();
  }

  /** One life of a search, which ends when it has been told of so many scores. */
  private static Optional<SearchResult> live(
      SearchConfig config, Path out, int scores, boolean resume) throws IOException {
    PretrainingTask task = new PretrainingTask(config, data());
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
            List.of(learningRate(0.9e-2, 1e-2), temperature),
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

  private List<Trial> trials() throws IOException {
    List<Trial> trials = new ArrayList<>();
    for (JsonNode line : saved(directory)) {
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

  @Test
  void aWorkerThatDiesCostsOneRetryAndThenItsCandidate() throws IOException {
    SearchConfig config = config(base(), 1e-4, 1e-2);
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
    SearchConfig plain = config(base(), 1e-4, 1e-2);
    SearchConfig config =
        new SearchConfig(
            plain.budget(),
            plain.base(),
            plain.dimensions(),
            plain.generator(),
            plain.pruner(),
            new SearchWorkers(1, 0, 0, 0.005, 1));
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

  @Test
  void failedCandidateIsRecordedAndTheSearchGoesOn() throws IOException {
    SearchConfig config =
        new SearchConfig(
            new SearchBudget(3, 5, 1),
            new PretrainingSettings(ENCODER, base()),
            List.of(learningRate(1e-30, 1e40)));

    SearchResult result = SearchRunner.run(config, data(), directory, log::add);

    assertThat(result.trials()).hasSize(3);
    List<Trial> failed = result.trials().stream().filter(t -> t.failure().isPresent()).toList();
    assertThat(failed).isNotEmpty().hasSizeLessThan(3);
    assertThat(failed.get(0).failure().get()).contains("the gradient isn't finite");
    JsonNode saved = saved(directory).get(failed.get(0).index());
    assertThat(saved.get("score").isNull()).isTrue();
    assertThat(saved.get("failure").asText()).contains("the gradient isn't finite");
    assertThat(result.table().lines().reduce((a, b) -> b).get()).contains("failed");
  }

  @Test
  void aCandidateWhoseValuesDoNotGoTogetherIsRecordedToo() throws IOException {
    SearchConfig config =
        new SearchConfig(
            new SearchBudget(4, 5, 1),
            new PretrainingSettings(ENCODER, base()),
            List.of(
                Dimension.range("steps", int.class, Scale.LINEAR, 1, 2),
                Dimension.range("warmupSteps", int.class, Scale.LINEAR, 0, 4)));

    SearchResult result = SearchRunner.run(config, data(), directory, log::add);

    assertThat(result.trials()).hasSize(4);
    List<Trial> failed = result.trials().stream().filter(t -> t.failure().isPresent()).toList();
    assertThat(failed).isNotEmpty().hasSizeLessThan(4);
    assertThat(failed.get(0).failure().get()).contains("warmupSteps", "expected 0 to steps");
    assertThat(saved(directory).get(failed.get(0).index()).get("config").isNull()).isTrue();
  }

  @Test
  void allFailedIsAnErrorWithTheReason() {
    assertThatThrownBy(
            () -> SearchRunner.run(config(base(), 1e299, 1e300), data(), directory, log::add))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(
            "all 2 candidates failed, the first: step 2: the gradient isn't finite")
        .hasMessageContaining(SearchFolder.RESULTS);
  }

  @Test
  void refusesWhatCannotWork() throws IOException {
    assertThatThrownBy(
            () ->
                SearchRunner.run(
                    config(base().withBatchSize(32), 1e-4, 1e-2), data(), directory, log::add))
        .hasMessage("batchSize 32 exceeds the 24 training clips");
    SearchConfig fitting = config(base(), 1e-4, 1e-2);
    SearchConfig other =
        new SearchConfig(
            fitting.budget(),
            new PretrainingSettings(MastVariants.nano(), base()),
            fitting.dimensions());
    assertThatThrownBy(() -> SearchRunner.run(other, data(), directory, log::add))
        .hasMessage("a clip of 46 frames x 36 mels; expected the encoder's 96 x 64");
    assertThatThrownBy(
            () ->
                SearchRunner.run(
                    config(base().withAugmentations(List.of(new Gain())), 1e-4, 1e-2),
                    data(),
                    directory,
                    log::add))
        .hasMessageStartingWith("augmentations [" + new Gain() + "] change waveforms");
    assertThat(directory.resolve(SearchFolder.RESULTS)).doesNotExist();
    Files.createFile(directory.resolve(SearchFolder.RESULTS));
    assertThatThrownBy(
            () -> SearchRunner.run(config(base(), 1e-4, 1e-2), data(), directory, log::add))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds the results of another search");
  }

  private static List<JsonNode> saved(Path out) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(out.resolve(SearchFolder.RESULTS))) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }
}
