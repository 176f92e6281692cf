package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mast4j.Cli.run;

import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.arbiter.SearchConfig;
import org.mast4j.arbiter.SearchResult;
import org.mast4j.arbiter.SearchRunner;
import org.mast4j.arbiter.Trial;
import org.mast4j.arbiter.score.SearchData;
import org.mast4j.arbiter.subject.Pretraining;
import org.mast4j.cli.quickstart.Quickstart;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.simsiam.SimSiamConfig;
import org.mast4j.ssl.pretrain.CheckpointPolicy;
import org.mast4j.ssl.pretrain.Methods;
import org.mast4j.ssl.pretrain.Pretrainer;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.testkit.Run;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.mast.MastConfig;

/**
 * A method is its own files: {@code org.mast4j.simsiam}, which no other file but this test names,
 * pre-trains from the command line, resumes and is searched.
 */
class MethodsTest {
  private static final EncoderConfig ENCODER = Architectures.preset("mast-nano");

  private static final String[] METHODS = {
    "org.mast4j.ssl.pretrain.ssmast..",
    "org.mast4j.ssl.pretrain.ssast..",
    "org.mast4j.ssl.pretrain.supervised.."
  };

  @TempDir Path directory;

  @Test
  void aMethodThatIsFoundAsAServicePreTrainsFromTheCommandLine() throws IOException {
    Path data = directory.resolve("data");
    Tones.writeTwoClasses(data, 3);
    Path out = directory.resolve("model");

    Run run = pretrain(data, out, "--set", "steps=2", "--set", "encoder.dropPath=0");
    assertThat(run.code()).as(run.out()).isEqualTo(2);
    assertThat(run.err()).contains("unknown key encoder.dropPath");

    run =
        pretrain(data, out, "--set", "steps=2", "--set", "width=4", "--set", "encoder.mlpRatio=2");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).containsPattern("after 2 steps: loss -?0\\.\\d+, spread 0\\.");
    assertThat(directory.resolve("model.run/metrics.jsonl"))
        .content()
        .startsWith("{\"step\":1,\"loss\":")
        .hasLineCount(2);
    assertThat(out.resolve("config.json")).content().contains("\"mlpRatio\" : 2.0");
    Path embeddings = directory.resolve("x.npy");
    run = run("embed", "--model", out, data.resolve("low/0.wav"), "--out", embeddings);
    assertThat(run.code()).as(run.err()).isZero();
  }

  private static Run pretrain(Path data, Path out, Object... more) {
    List<Object> arguments =
        new ArrayList<>(List.of("pretrain", "--method", "simsiam", "--encoder", "mast-nano"));
    arguments.addAll(List.of("--data", data, "--out", out));
    arguments.addAll(List.of(more));
    return run(arguments.toArray());
  }

  @Test
  void optionsOfSettingsThatAMethodHasNotAreWrongUsage() {
    Path data = directory.resolve("data");
    Run run = pretrain(data, directory.resolve("m"), "--temperature", 0.1);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("unknown key temperature");
    run = pretrain(data, directory.resolve("m"), "--set", "width=4", "--set", "width=5");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--set width", "given twice");
    assertThat(run("pretrain", "--method", "byol").err())
        .contains("[simsiam, ss-mast, ssast, supervised]");
  }

  @Test
  void helpListsEveryKeyOfEveryMethod() {
    String help = run("pretrain", "--help").out();
    assertThat(help)
        .contains(
            "simsiam, ss-mast, ssast",
            "Keys of ss-mast",
            "crop.minScaleMels (0.6)",
            "Keys of simsiam")
        .contains("encoder.NAME")
        // a sentence that is too long goes on in its own column
        .containsPattern("\n {20,}to the canvas\\.\n");
    Methods.names()
        .forEach(
            name ->
                new PretrainingSettings(ENCODER, Methods.byName(name).defaults())
                    .describe().stream()
                        .filter(key -> !PretrainingSettings.isEncoders(key.key()))
                        .forEach(key -> assertThat(help).contains("  " + key.key())));
  }

  @Test
  void aRunOfAnotherMethodResumesBitByBit() throws IOException {
    PretrainingSettings settings = settings(Map.of("steps", 4));
    ClipSource clips = ClipSource.of(clips(9));
    Pretrainer.Result whole = new Pretrainer(settings).run(clips, (step, metrics) -> {});

    int[] now = {-1};
    CheckpointPolicy stopping = new CheckpointPolicy(directory.resolve("run"), () -> now[0] == 1);
    Pretrainer pretrainer = new Pretrainer(settings);
    assertThat(pretrainer.run(clips, stopping, (step, metrics) -> now[0] = step)).isEmpty();
    Optional<Pretrainer.Result> resumed =
        pretrainer.run(clips, stopping, (step, metrics) -> now[0] = step);

    assertThat(resumed.orElseThrow().history()).isEqualTo(whole.history());
    assertThat(resumed.orElseThrow().encoder().toMap()).isEqualTo(whole.encoder().toMap());
    PretrainingSettings other =
        new PretrainingSettings(ENCODER, Methods.byName(Methods.DEFAULT).defaults())
            .with(Map.of("batchSize", 4));
    assertThatThrownBy(() -> new Pretrainer(other).run(clips, stopping, (step, metrics) -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("method is \"simsiam\" there and \"ss-mast\" here");
  }

  @Test
  void anotherMethodIsSearchedWithItsOwnKeysAndTheEncoders() throws IOException {
    Path yaml =
        Files.writeString(
            directory.resolve("search.yaml"),
            """
            candidates: 2
            maxMinutes: 5
            seed: 1
            encoder: mast-nano
            method: simsiam
            base: {steps: 2}
            ranges:
              learningRate: [1e-4, 1e-2]
              width: [3, 9]
              encoder.qkvBias: [false, true]
            """);
    int[] labels = {0, 1, 0, 1, 0, 1, 0, 1};
    SearchData data = new SearchData(clips(8), labels, clips(8), labels, 2);

    Path out = directory.resolve("found");
    SearchResult result = SearchRunner.run(SearchConfig.read(yaml), data, out, line -> {});

    assertThat(result.trials()).hasSize(2).allMatch(trial -> trial.failure().isEmpty());
    for (Trial trial : result.trials()) {
      PretrainingSettings tried = settings(trial);
      SimSiamConfig config = (SimSiamConfig) tried.method();
      assertThat(trial.values())
          .containsEntry("learningRate", config.learningRate())
          .containsEntry("width", config.width())
          .containsEntry("encoder.qkvBias", ((MastConfig) tried.encoder()).qkvBias());
      assertThat(config.width()).isBetween(3, 9);
    }
    assertThat(settings(Map.of()).with(out.resolve("best.json")))
        .isEqualTo(settings(result.best()));
  }

  /** The quickstart chooses one, and so does a program to start from. */
  @Test
  void mainCodeNamesNoMethod() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackages(METHODS)
        .and()
        .doNotHaveFullyQualifiedName(Quickstart.class.getName())
        .and()
        .resideOutsideOfPackage("org.mast4j.examples..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(METHODS)
        .check(MainCode.CLASSES);
  }

  private static PretrainingSettings settings(Trial trial) {
    return ((Pretraining) trial.settings().orElseThrow()).settings();
  }

  private static PretrainingSettings settings(Map<String, ?> values) {
    return new PretrainingSettings(ENCODER, Methods.byName("simsiam").defaults()).with(values);
  }

  private static List<Spectrogram> clips(int count) {
    PatchGrid grid = ENCODER.grid();
    SplittableRandom random = new SplittableRandom(1);
    List<Spectrogram> clips = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] values = new float[grid.frames() * grid.mels()];
      for (int j = 0; j < values.length; j++) {
        values[j] = (float) random.nextGaussian();
      }
      clips.add(new Spectrogram(values, grid.frames(), grid.mels()));
    }
    return clips;
  }
}
