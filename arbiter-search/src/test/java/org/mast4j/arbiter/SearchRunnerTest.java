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
import java.util.SplittableRandom;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
            new Dimension("cropStrength", double.class, Scale.LINEAR, List.of(0.5, 1.5))));
  }

  private static Dimension learningRate(double low, double high) {
    return new Dimension("learningRate", double.class, Scale.LOGARITHMIC, List.of(low, high));
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
    assertThat(defaults.with(out.resolve(TrialFiles.BEST)))
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
            OptimizationConfiguration.fromJson(Files.readString(out.resolve(SearchRunner.ARBITER)))
                .getRngSeed())
        .isEqualTo(1);
    assertThat(log).hasSize(5);
    assertThat(log.get(0)).startsWith("candidate 1 of 2 (learningRate ");
    assertThat(log.get(2)).contains("candidate", "accuracy", "learningRate", "cropStrength");
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
                new Dimension("steps", int.class, Scale.LINEAR, List.of(1, 2)),
                new Dimension("warmupSteps", int.class, Scale.LINEAR, List.of(0, 4))));

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
        .hasMessageContaining(TrialFiles.RESULTS);
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
    assertThat(directory.resolve(TrialFiles.RESULTS)).doesNotExist();
    Files.createFile(directory.resolve(TrialFiles.RESULTS));
    assertThatThrownBy(
            () -> SearchRunner.run(config(base(), 1e-4, 1e-2), data(), directory, log::add))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds the results of another search");
  }

  private static List<JsonNode> saved(Path out) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(out.resolve(TrialFiles.RESULTS))) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }
}
