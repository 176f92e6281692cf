package org.mast4j.ssl.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.augment.SpecAugment;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.ssl.checkpoint.Checkpoints;
import org.mast4j.ssl.optim.OptimizerKind;
import org.mast4j.ssl.pretrain.ssmast.MomentumSchedule;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;
import org.mast4j.ssl.pretrain.ssmast.SsMastTest;
import org.mast4j.zoo.weights.SafeTensors;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.factory.Nd4j;

class ResumeTest {
  private static final RunSettings EACH_STEP =
      RunSettings.withoutMonitors().withCheckpointMinutes(0);
  private static final List<Spectrogram> CLIPS =
      SsMastTest.clips(SsMastTest.GRID, 7, new Random(1));

  @TempDir private Path directory;

  static Stream<SsMastConfig> runs() {
    SsMastConfig config = SsMastTest.config().withSteps(6);
    return Stream.of(
        config,
        config.withQueueSize(8),
        config.with(c -> c.microBatch(1).momentumSchedule(MomentumSchedule.COSINE)),
        config.with(c -> c.microBatch(1).queueSize(8).optimizer(OptimizerKind.SGD)));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void aRunThatWasStoppedTwiceEndsExactlyAsOneThatWasNot(SsMastConfig config) throws IOException {
    Pretrainer pretrainer = new Pretrainer(SsMastTest.ENCODER, config);
    Pretrainer.Result whole = pretrainer.run(CLIPS, (step, result) -> {});

    assertThat(runUntil(pretrainer, 1)).isEmpty();
    assertThat(runUntil(pretrainer, 4)).isEmpty();
    Pretrainer.Result resumed = runUntil(pretrainer, 99).orElseThrow();

    assertThat(resumed.history()).isEqualTo(whole.history());
    assertThat(resumed.encoder().toMap()).isEqualTo(whole.encoder().toMap());
    assertThat(resumed.mean()).isEqualTo(whole.mean());
    assertThat(resumed.std()).isEqualTo(whole.std());
  }

  @Test
  void aProcessThatDiesLosesOnlyWhatCameAfterTheLastCheckpoint() throws IOException {
    Pretrainer pretrainer = eachStep(SsMastTest.config().withSteps(5));
    CheckpointPolicy checkpoints = new CheckpointPolicy(directory, () -> false);
    List<Integer> steps = new ArrayList<>();
    assertThatThrownBy(
            () ->
                pretrainer.run(
                    ClipSource.of(CLIPS),
                    checkpoints,
                    (step, result) -> {
                      if (step == 3) {
                        throw new IllegalStateException("power cut");
                      }
                    }))
        .hasMessage("power cut");
    pretrainer.run(ClipSource.of(CLIPS), checkpoints, (step, result) -> steps.add(step));
    assertThat(steps).containsExactly(3, 4);
  }

  @Test
  void theLastStatesStayOnDiskAndDeletingLeavesNothing() throws IOException {
    Pretrainer pretrainer = eachStep(SsMastTest.config().withSteps(3));
    Path checkpoint = directory.resolve("checkpoint");
    pretrainer.run(
        ClipSource.of(CLIPS), new CheckpointPolicy(checkpoint, () -> false), (s, r) -> {});
    try (Stream<Path> files = Files.list(checkpoint)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "run.json", "run.lock", "state-00000002.safetensors", "state-00000003.safetensors");
    }
    assertThat(Checkpoints.exists(checkpoint)).isTrue();
    Checkpoints.delete(checkpoint);
    assertThat(checkpoint).doesNotExist();
  }

  @Test
  void aCheckpointOfOtherSettingsOrClipsIsRefusedWithWhatDiffers() throws IOException {
    SsMastConfig config = SsMastTest.config().withSteps(5);
    assertThat(runUntil(new Pretrainer(SsMastTest.ENCODER, config), 1)).isEmpty();

    Pretrainer other =
        new Pretrainer(SsMastTest.ENCODER, config.withTemperature(0.3).withBatchSize(2));
    assertThatThrownBy(() -> runUntil(other, 9))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(
            "run.json",
            "config.temperature is 0.2 there and 0.3 here",
            "config.batchSize is 3 there and 2 here");

    List<Spectrogram> otherClips = SsMastTest.clips(SsMastTest.GRID, 7, new Random(2));
    CheckpointPolicy checkpoints = new CheckpointPolicy(directory, () -> false);
    Pretrainer same = new Pretrainer(SsMastTest.ENCODER, config);
    assertThatThrownBy(() -> same.run(ClipSource.of(otherClips), checkpoints, (s, r) -> {}))
        .hasMessageContaining("clipsHash");
  }

  /** One of the only method of then, whose metrics were the same. */
  @Test
  void aCheckpointOfBeforeMethodsHadNamesIsResumed() throws IOException {
    Pretrainer pretrainer = new Pretrainer(SsMastTest.ENCODER, SsMastTest.config().withSteps(3));
    assertThat(runUntil(pretrainer, 0)).isEmpty();
    Path run = directory.resolve("run.json");
    String named = Files.readString(run);
    assertThat(named).contains("\"method\" : \"ss-mast\",");
    Files.writeString(run, named.replace("\"method\" : \"ss-mast\",", ""));
    assertThat(runUntil(pretrainer, 99).orElseThrow().history())
        .isEqualTo(pretrainer.run(CLIPS, (step, result) -> {}).history());
  }

  @Test
  void aCheckpointOfOtherMetricsIsRefused() throws IOException {
    Pretrainer pretrainer = new Pretrainer(SsMastTest.ENCODER, SsMastTest.config().withSteps(3));
    assertThat(runUntil(pretrainer, 0)).isEmpty();
    Path state = directory.resolve("state-00000001.safetensors");
    SafeTensors.write(
        state,
        SafeTensors.read(state).with("history", Nd4j.createFromArray(new double[][] {{1, 2}})),
        Map.of());
    asVersion2(1);
    assertThatThrownBy(() -> runUntil(pretrainer, 99))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(
            "state-00000001.safetensors: 2 numbers a step", "[loss, gradient_norm, spread]");
  }

  @Test
  void aStateThatLacksAnArrayIsNamed() throws IOException {
    Pretrainer pretrainer = new Pretrainer(SsMastTest.ENCODER, SsMastTest.config().withSteps(3));
    assertThat(runUntil(pretrainer, 0)).isEmpty();
    Path state = directory.resolve("state-00000001.safetensors");
    for (String array : List.of("history", "norms", "steps", "student.projection/bias")) {
      Weights whole = SafeTensors.read(state);
      assertThat(whole.keys()).contains(array);
      SafeTensors.write(state, whole.select(key -> !key.equals(array)), Map.of());
      asVersion2(1);
      assertThatThrownBy(() -> runUntil(pretrainer, 99))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll(state + ": no weight \"" + array + "\"", "to start anew");
      SafeTensors.write(state, whole, Map.of());
    }
  }

  @Test
  void aCheckpointOfFormat2GoesOnToTheSameEnd() throws IOException {
    Pretrainer pretrainer = new Pretrainer(SsMastTest.ENCODER, SsMastTest.config().withSteps(3));
    assertThat(runUntil(pretrainer, 0)).isEmpty();
    Path state = directory.resolve("state-00000001.safetensors");
    SafeTensors.write(state, SafeTensors.read(state), Map.of()); // without the time it took
    asVersion2(1);
    Pretrainer.Result resumed = runUntil(pretrainer, 99).orElseThrow();
    Pretrainer.Result whole = pretrainer.run(CLIPS, (step, result) -> {});
    assertThat(resumed.history()).isEqualTo(whole.history());
    assertThat(resumed.encoder().toMap()).isEqualTo(whole.encoder().toMap());
  }

  /** Rewrites the run's list as version 2 had it: one state, without checksum, no monitors. */
  private void asVersion2(int step) throws IOException {
    Path run = directory.resolve("run.json");
    ObjectMapper json = new ObjectMapper();
    ObjectNode saved = (ObjectNode) json.readTree(Files.readString(run));
    saved.remove("monitors");
    saved.remove("states");
    saved.put("format", "mast4j-run-2").put("state", "state-%08d.safetensors".formatted(step));
    Files.writeString(run, json.writeValueAsString(saved));
  }

  @Test
  void aCheckpointFromBeforeASettingWasAddedGoesOnWithItsDefault() throws IOException {
    SsMastConfig config = SsMastTest.config().withSteps(5);
    assertThat(runUntil(new Pretrainer(SsMastTest.ENCODER, config), 1)).isEmpty();
    Path run = directory.resolve("run.json");
    String json = Files.readString(run);
    String older =
        json.replaceFirst("\\s*\"augmentations\" : \\[ \\],", "")
            .replaceFirst(
                "(?s)\"minScaleMels\" : .*?\"maxScaleFrames\" : 1.5",
                "\"minScale\" : 0.6,\n\"maxScale\" : 1.5") // for both axes
            .replaceFirst("\\s*\"queueSize\" : 0,", "");
    assertThat(older).hasLineCount((int) json.lines().count() - 4);
    Files.writeString(run, older);
    SsMastConfig other = config.withAugmentations(List.of(new SpecAugment()));
    assertThatThrownBy(() -> runUntil(new Pretrainer(SsMastTest.ENCODER, other), 9))
        .hasMessageContaining("config.augmentations is [] there");
    assertThat(runUntil(new Pretrainer(SsMastTest.ENCODER, config), 9)).isPresent();
  }

  @Test
  void oneOtherClipOfThousandsIsNoticed() throws IOException {
    List<Spectrogram> clips = new ArrayList<>(Collections.nCopies(3000, CLIPS.get(0)));
    CheckpointPolicy checkpoints = new CheckpointPolicy(directory, () -> true);
    Pretrainer pretrainer = new Pretrainer(SsMastTest.ENCODER, SsMastTest.config());
    assertThat(pretrainer.run(ClipSource.of(clips), checkpoints, (s, r) -> {})).isEmpty();
    clips.set(1, CLIPS.get(1));
    assertThatThrownBy(() -> pretrainer.run(ClipSource.of(clips), checkpoints, (s, r) -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("clipsHash");
  }

  @Test
  void aDamagedCheckpointIsNamed() throws IOException {
    Pretrainer pretrainer = new Pretrainer(SsMastTest.ENCODER, SsMastTest.config().withSteps(5));
    runUntil(pretrainer, 1);
    Path state = directory.resolve("state-00000002.safetensors");
    byte[] bytes = Files.readAllBytes(state);
    Files.write(state, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> runUntil(pretrainer, 9))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(state.getFileName().toString());
    Files.writeString(directory.resolve("run.json"), "{");
    assertThatThrownBy(() -> runUntil(pretrainer, 9))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("run.json", "not JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\": 1}", "[]", "{\"format\": \"mast4j-run-1\", \"clips\": 7}"})
  void aFileThatIsNoCheckpointOfThisFormatIsRefusedInOneSentence(String json) throws IOException {
    Path run = Files.writeString(directory.resolve("run.json"), json);
    assertThatThrownBy(() -> runUntil(new Pretrainer(SsMastTest.ENCODER, SsMastTest.config()), 9))
        .isInstanceOf(IOException.class)
        .hasMessage(run + ": no checkpoint of format mast4j-run-3; delete it to start anew");
  }

  @Test
  void aCheckpointWithASettingThatIsUnknownHereIsRefusedWithItsName() throws IOException {
    Pretrainer pretrainer = new Pretrainer(SsMastTest.ENCODER, SsMastTest.config().withSteps(3));
    runUntil(pretrainer, 0);
    Path run = directory.resolve("run.json");
    String json = Files.readString(run);
    Files.writeString(run, json.replace("\"queueSize\" :", "\"later\" : 2, \"queueSize\" :"));
    assertThatThrownBy(() -> runUntil(pretrainer, 9))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("(config.later is 2 there and absent here)");
  }

  private static Pretrainer eachStep(SsMastConfig config) {
    return new Pretrainer(
        new PretrainingSettings(SsMastTest.ENCODER, config), EACH_STEP, Optional.empty());
  }

  /** Runs on, and asks to stop after the step of that number. */
  private Optional<Pretrainer.Result> runUntil(Pretrainer pretrainer, int last) throws IOException {
    int[] now = {-1};
    CheckpointPolicy checkpoints = new CheckpointPolicy(directory, () -> now[0] >= last);
    return pretrainer.run(ClipSource.of(CLIPS), checkpoints, (step, result) -> now[0] = step);
  }
}
