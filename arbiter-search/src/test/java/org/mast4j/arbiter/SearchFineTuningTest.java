package org.mast4j.arbiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.arbiter.generate.Tpe;
import org.mast4j.arbiter.plan.Halving;
import org.mast4j.arbiter.score.FineTuned;
import org.mast4j.arbiter.score.Probe;
import org.mast4j.arbiter.score.Score;
import org.mast4j.arbiter.score.SearchData;
import org.mast4j.arbiter.store.SearchStore;
import org.mast4j.arbiter.subject.FineTuning;
import org.mast4j.arbiter.subject.Pretraining;
import org.mast4j.arbiter.work.JobTask;
import org.mast4j.arbiter.work.ThreadWorker;
import org.mast4j.settings.Document;
import org.mast4j.settings.Scale;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.ssl.finetune.TrainMode;
import org.mast4j.ssl.finetune.Validation;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;

/** Searches whose candidates are fine-tuned, or scored by being so. */
class SearchFineTuningTest {
  private static final FineTuneConfig BASE =
      FineTuneConfig.standard().with(c -> c.mode(TrainMode.WHOLE).epochs(4).batchSize(8));

  @TempDir private Path directory;

  private FineTuning subject;

  @BeforeEach
  void writeModel() throws IOException {
    writeModel(5);
  }

  private void writeModel(long seed) throws IOException {
    Path model = directory.resolve("model");
    try (EncoderGraph encoder = EncoderGraph.encoder(TinySearch.ENCODER, seed)) {
      StoredModel.builder(TinySearch.ENCODER, TinySearch.ENCODER.frontEnd())
          .weights(encoder.weights().copy())
          .build()
          .write(model);
    }
    subject = FineTuning.of(model.toString(), BASE);
  }

  private SearchConfig config(Score score, int scoreInterval) {
    return new SearchConfig(
        new SearchBudget(5, 5, 3, scoreInterval),
        subject,
        List.of(
            Dimension.range("learningRate", double.class, Scale.LOGARITHMIC, 1e-3, 1e-1),
            Dimension.choice("mode", TrainMode.class, List.of("WHOLE", "AUTO"))),
        score,
        new Tpe(2),
        Optional.of(new Halving(2, 3)), // 1, 2 and 4 epochs
        SearchWorkers.standard());
  }

  private static Optional<SearchResult> live(
      SearchConfig config, Path out, int scores, boolean resume) throws IOException {
    return SearchResumeTest.live(config, TinySearch.data(), out, scores, resume);
  }

  @Test
  void anInterruptedSearchOfClassifiersGoesOnAsIfItHadNotBeen() throws IOException {
    SearchConfig config = config(new FineTuned(), 1);
    Path whole = directory.resolve("whole");
    SearchResult expected = live(config, whole, Integer.MAX_VALUE, false).orElseThrow();
    assertThat(expected.trials()).extracting(Trial::reached).contains(1, 4);
    assertThat(expected.best().score().getAsDouble()).isGreaterThan(1.0 / TinySearch.CLASSES);

    Path out = directory.resolve("broken");
    Optional<SearchResult> result = live(config, out, 1, false);
    while (result.isEmpty()) {
      result = live(config, out, 2, true);
    }
    assertThat(SearchResumeTest.scores(result.get().trials()))
        .isEqualTo(SearchResumeTest.scores(expected.trials()));
    try (SearchStore store = SearchStore.open(new SearchFolder(out).store(), true)) {
      assertThat(store.scores()).extracting(score -> score.reached()).contains(3);
    }

    JsonNode best = new ObjectMapper().readTree(whole.resolve(SearchFolder.BEST).toFile());
    FineTuneConfig settings = Settings.read(FineTuneConfig.standard(), Document.of(best, ""));
    assertThat(settings)
        .isEqualTo(((FineTuning) expected.best().settings().orElseThrow()).settings());
    assertThat(score(settings)).isEqualTo(expected.best().score().getAsDouble());
  }

  /** As finetune comes to it. */
  private double score(FineTuneConfig settings) throws IOException {
    SearchData data = TinySearch.data();
    FineTuner.Task task =
        new FineTuner.Task(data.train(), Optional.of(data.validation()), data.classes());
    try (EncoderGraph classifier =
        new FineTuner(settings)
            .run(TinySearch.ENCODER, Optional.of(subject.start()), task, epoch -> {})) {
      return Validation.of(classifier, data.validation(), data.activation()).score();
    }
  }

  @Test
  void epochsOfTheHeadThatComeFirstDontCount() throws IOException {
    SearchConfig config =
        new SearchConfig(
            new SearchBudget(1, 5, 3, 1),
            subject.with(Map.of("mode", "AUTO", "solveHead", "false", "epochs", "3")),
            List.of(Dimension.range("learningRate", double.class, Scale.LOGARITHMIC, 1e-3, 1e-1)));
    JobTask task = SearchRunner.task(config, TinySearch.data());
    List<Integer> reached = new ArrayList<>();
    SearchListener listener =
        new SearchListener() {
          @Override
          public void onStep(int candidate, int count) {
            reached.add(count);
          }
        };
    Path out = directory.resolve("out");
    SearchRunner.run(
        config,
        new SearchFolder(out),
        (number, events) -> new ThreadWorker(task, events),
        SearchOptions.standard().withListener(listener));
    assertThat(reached.stream().filter(count -> count > 0)).containsExactly(1, 2, 3);
    try (SearchStore store = SearchStore.open(new SearchFolder(out).store(), true)) {
      assertThat(store.scores()).extracting(score -> score.reached()).containsExactly(1, 2);
    }
  }

  @Test
  void anotherModelInItsPlaceIsNoticed() throws IOException {
    Path out = directory.resolve("out");
    assertThat(live(config(new FineTuned(), 0), out, 1, false)).isEmpty();
    writeModel(6);
    assertThatThrownBy(() -> live(config(new FineTuned(), 0), out, 1, true))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("startHash");
  }

  @Test
  void itIsArbitersConfigurationToo() throws IOException {
    SearchConfig config = config(new FineTuned(), 0);
    OptimizationConfiguration arbiter = SearchRunner.configuration(config);
    OptimizationConfiguration again = OptimizationConfiguration.fromJson(arbiter.toJson());
    assertThat(again.getScoreFunction()).isEqualTo(new FineTuned());
    assertThat(again.getCandidateGenerator().getParameterSpace()).isEqualTo(config.space());
    assertThat(again.toJson()).isEqualTo(arbiter.toJson());
  }

  @Test
  void preTrainedCandidatesAreScoredByFineTuningWithSettingsOfTheirOwn() throws IOException {
    Pretraining base =
        new Pretraining(
            new PretrainingSettings(TinySearch.ENCODER, TinySearch.base()), Optional.of(BASE));
    SearchConfig config =
        new SearchConfig(
                new SearchBudget(6, 5, 1),
                base,
                List.of(
                    TinySearch.learningRate(1e-4, 1e-2),
                    Dimension.choice("finetune.epochs", int.class, List.of(1, 8))))
            .withScore(new FineTuned());

    SearchResult result =
        SearchRunner.run(config, TinySearch.data(), directory.resolve("out"), line -> {});

    assertThat(result.trials()).extracting(t -> t.values().get("finetune.epochs")).contains(1, 8);
    Trial best = result.best();
    JsonNode file =
        new ObjectMapper()
            .readTree(directory.resolve("out").resolve(Pretraining.FINETUNE_FILE).toFile());
    assertThat(file.get("epochs").intValue()).isEqualTo(best.values().get("finetune.epochs"));
    PretrainingSettings settings =
        new PretrainingSettings(TinySearch.ENCODER, TinySearch.base())
            .with(directory.resolve("out").resolve(Pretraining.FILE));
    assertThat(settings).isEqualTo(TinySearch.pretraining(best.settings().orElseThrow()));
    String arbiter = SearchRunner.configuration(config).toJson();
    assertThat(OptimizationConfiguration.fromJson(arbiter).toJson()).isEqualTo(arbiter);
  }

  @Test
  void scoresOnTheWayAreTheValidationSplits() {
    assertThatThrownBy(() -> config(new Probe(), 1))
        .hasMessage(
            "scoreInterval 1; expected 0 where a fine-tuning is scored by another than fine-tuned");
  }

  @Test
  void aFileSaysWhatIsFineTuned() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("search.yaml"),
            """
            task: finetune
            model: model
            candidates: 2
            maxMinutes: 1
            seed: 1
            base: {epochs: 3, mode: WHOLE}
            ranges:
              layerDecay: [0.5, 1]
            score: {name: loss}
            """);
    SearchConfig config = SearchConfig.read(file);
    assertThat(config.base())
        .isEqualTo(
            FineTuning.of(
                directory.resolve("model").toString(),
                FineTuneConfig.standard().with(c -> c.epochs(3).mode(TrainMode.WHOLE))));
    assertThat(config.score().minimize()).isTrue();
    List<String> wrong = new ArrayList<>();
    for (String line : List.of("model: modell", "encoder: mast-nano", "task: finetunes")) {
      String key = line.substring(0, line.indexOf(':'));
      String yaml = Files.readString(file).replaceAll("(?m)^" + key + ": .*\n", "") + line + "\n";
      Path bad = Files.writeString(directory.resolve("bad.yaml"), yaml);
      assertThatThrownBy(() -> SearchConfig.read(bad))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(key)
          .hasMessageContaining("line ")
          .satisfies(e -> wrong.add(e.getMessage()));
    }
    assertThat(wrong.get(0)).contains("modell: ");
    assertThat(wrong.get(1)).contains("encoder \"mast-nano\"; expected none");
    assertThat(wrong.get(2)).contains("task \"finetunes\"; expected one of");
  }
}
