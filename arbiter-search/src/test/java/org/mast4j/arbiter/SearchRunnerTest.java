package org.mast4j.arbiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.arbiter.optimize.api.saving.InMemoryResultSaver;
import org.deeplearning4j.arbiter.optimize.api.saving.ResultReference;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.runner.LocalOptimizationRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.arbiter.score.FineTuned;
import org.mast4j.arbiter.subject.Pretraining;
import org.mast4j.datavec.audio.augment.Gain;
import org.mast4j.settings.Scale;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;
import org.mast4j.zoo.mast.MastVariants;

class SearchRunnerTest {
  @TempDir Path directory;

  private final List<String> log = new ArrayList<>();

  @Test
  void triesScoresAndSavesEachCandidate() throws IOException {
    Path out = directory.resolve("new/out");

    SearchResult result =
        SearchRunner.run(
            TinySearch.config(TinySearch.base(), 1e-4, 1e-2), TinySearch.data(), out, log::add);

    assertThat(result.trials()).extracting(Trial::index).containsExactly(0, 1);
    assertThat(result.trials()).allMatch(trial -> trial.failure().isEmpty());
    assertThat(result.best().score().getAsDouble())
        .isEqualTo(
            result.trials().stream().mapToDouble(t -> t.score().getAsDouble()).max().getAsDouble())
        .isGreaterThan(1.0 / TinySearch.CLASSES);
    PretrainingSettings defaults =
        new PretrainingSettings(TinySearch.ENCODER, SsMastConfig.paper());
    assertThat(defaults.with(out.resolve(SearchFolder.BEST)))
        .isEqualTo(TinySearch.pretraining(result.best().settings().orElseThrow()));
    List<JsonNode> saved = TinySearch.saved(out);
    assertThat(saved).hasSize(2);
    for (int i = 0; i < 2; i++) {
      Trial trial = result.trials().get(i);
      assertThat(saved.get(i).get("score").asDouble()).isEqualTo(trial.score().getAsDouble());
      assertThat(saved.get(i).at("/values/learningRate").asDouble())
          .isEqualTo(TinySearch.method(trial).learningRate());
    }
    assertThat(
            OptimizationConfiguration.fromJson(Files.readString(out.resolve(SearchFolder.ARBITER)))
                .getRngSeed())
        .isEqualTo(1);
    assertThat(log).hasSize(5);
    assertThat(log.get(0)).startsWith("candidate 1 of 2 (learningRate ");
    assertThat(log.get(2))
        .contains("candidate", "probe score", "steps", "learningRate", "cropStrength");
  }

  @Test
  void arbitersOwnRunnerTriesTheSameCandidates() throws IOException {
    SearchConfig config = TinySearch.config(TinySearch.base(), 1e-4, 1e-2);
    OptimizationConfiguration arbiter = SearchRunner.configuration(config);
    arbiter.setResultSaver(new InMemoryResultSaver());
    LocalOptimizationRunner runner =
        new LocalOptimizationRunner(1, arbiter, new SearchTaskCreator(config, TinySearch.data()));
    runner.execute();

    List<Trial> ours = SearchRunner.run(config, TinySearch.data(), directory, log::add).trials();
    List<Object> theirs = new ArrayList<>();
    for (ResultReference result : runner.getResults()) {
      Trial trial = (Trial) result.getResult().getModelSpecificResults();
      theirs.add(trial.values());
      assertThat(trial.score()).isEqualTo(ours.get(trial.index()).score());
    }
    assertThat(theirs).isEqualTo(ours.stream().map(Trial::values).toList());
    assertThat(runner.numCandidatesCompleted()).isEqualTo(2);
  }

  @Test
  void failedCandidateIsRecordedAndTheSearchGoesOn() throws IOException {
    SearchConfig config =
        new SearchConfig(
            new SearchBudget(3, 5, 1),
            TinySearch.pretraining(TinySearch.base()),
            List.of(TinySearch.learningRate(1e-30, 1e40)));

    SearchResult result = SearchRunner.run(config, TinySearch.data(), directory, log::add);

    assertThat(result.trials()).hasSize(3);
    List<Trial> failed = result.trials().stream().filter(t -> t.failure().isPresent()).toList();
    assertThat(failed).isNotEmpty().hasSizeLessThan(3);
    assertThat(failed.get(0).failure().get()).contains("the gradient isn't finite");
    JsonNode saved = TinySearch.saved(directory).get(failed.get(0).index());
    assertThat(saved.get("score").isNull()).isTrue();
    assertThat(saved.get("failure").asText()).contains("the gradient isn't finite");
    assertThat(result.table().lines().reduce((a, b) -> b).get()).contains("failed");
  }

  @Test
  void aCandidateWhoseValuesDoNotGoTogetherIsRecordedToo() throws IOException {
    SearchConfig config =
        new SearchConfig(
            new SearchBudget(4, 5, 1),
            TinySearch.pretraining(TinySearch.base()),
            List.of(
                Dimension.range("steps", int.class, Scale.LINEAR, 1, 2),
                Dimension.range("warmupSteps", int.class, Scale.LINEAR, 0, 4)));

    SearchResult result = SearchRunner.run(config, TinySearch.data(), directory, log::add);

    assertThat(result.trials()).hasSize(4);
    List<Trial> failed = result.trials().stream().filter(t -> t.failure().isPresent()).toList();
    assertThat(failed).isNotEmpty().hasSizeLessThan(4);
    assertThat(failed.get(0).failure().get()).contains("warmupSteps", "expected 0 to steps");
    assertThat(TinySearch.saved(directory).get(failed.get(0).index()).get("config").isNull())
        .isTrue();
  }

  @Test
  void whereStepsAreSearchedEachCandidateTakesItsOwn() throws IOException {
    SearchConfig config =
        new SearchConfig(
            new SearchBudget(3, 5, 1),
            TinySearch.pretraining(TinySearch.base()), // of 4 steps
            List.of(Dimension.choice("steps", int.class, List.of(3, 6))));

    SearchResult result = SearchRunner.run(config, TinySearch.data(), directory, log::add);

    assertThat(result.trials()).extracting(Trial::reached).contains(3, 6).hasSize(3);
    assertThat(result.trials())
        .allMatch(trial -> trial.whole() && trial.reached() == TinySearch.method(trial).steps());
  }

  @Test
  void allFailedIsAnErrorWithTheReason() {
    assertThatThrownBy(
            () ->
                SearchRunner.run(
                    TinySearch.config(TinySearch.base(), 1e299, 1e300),
                    TinySearch.data(),
                    directory,
                    log::add))
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
                    TinySearch.config(TinySearch.base().withBatchSize(32), 1e-4, 1e-2),
                    TinySearch.data(),
                    directory,
                    log::add))
        .hasMessage("batchSize 32 exceeds the 24 training clips");
    SearchConfig fitting = TinySearch.config(TinySearch.base(), 1e-4, 1e-2);
    SearchConfig other =
        new SearchConfig(
            fitting.budget(),
            new Pretraining(new PretrainingSettings(MastVariants.nano(), TinySearch.base())),
            fitting.dimensions());
    assertThatThrownBy(() -> SearchRunner.run(other, TinySearch.data(), directory, log::add))
        .hasMessage("a clip of 46 frames x 36 mels; expected the encoder's 96 x 64");
    assertThatThrownBy(
            () ->
                SearchRunner.run(
                    TinySearch.config(
                        TinySearch.base().withAugmentations(List.of(new Gain())), 1e-4, 1e-2),
                    TinySearch.data(),
                    directory,
                    log::add))
        .hasMessageStartingWith("augmentations [" + new Gain() + "] change waveforms");
    Pretraining tuned =
        new Pretraining(
            TinySearch.pretraining(fitting.base()),
            Optional.of(FineTuneConfig.standard().withAugmentations(List.of(new Gain()))));
    SearchConfig scored =
        new SearchConfig(fitting.budget(), tuned, fitting.dimensions()).withScore(new FineTuned());
    assertThatThrownBy(() -> SearchRunner.run(scored, TinySearch.data(), directory, log::add))
        .hasMessageStartingWith("augmentations [" + new Gain() + "] change waveforms");
    assertThat(directory.resolve(SearchFolder.RESULTS)).doesNotExist();
    Files.createFile(directory.resolve(SearchFolder.RESULTS));
    assertThatThrownBy(
            () ->
                SearchRunner.run(
                    TinySearch.config(TinySearch.base(), 1e-4, 1e-2),
                    TinySearch.data(),
                    directory,
                    log::add))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds the results of another search");
  }
}
