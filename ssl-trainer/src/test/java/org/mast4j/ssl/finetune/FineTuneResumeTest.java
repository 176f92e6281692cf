package org.mast4j.ssl.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.augment.SpecAugment;
import org.mast4j.datavec.audio.augment.WaveformMixup;
import org.mast4j.ssl.ToneClips;
import org.mast4j.ssl.checkpoint.Checkpoints;
import org.mast4j.ssl.finetune.FineTuner.Epoch;
import org.mast4j.ssl.finetune.FineTuner.Labelled;
import org.mast4j.ssl.finetune.FineTuner.Task;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.mast.MastVariants;
import org.mast4j.zoo.weights.Weights;

class FineTuneResumeTest {
  private static final EncoderConfig ENCODER =
      MastVariants.nano().withGrid(TinyEncoders.GRID).withStages(List.of(1, 1), 8, 1);
  private static final Weights START = EncoderGraph.encoder(ENCODER, 9).weights().copy();
  private static final int[] LABELS = IntStream.range(0, 17).map(i -> i % 2).toArray();
  private static final Task TASK =
      new Task(
          new Labelled(ToneClips.make(TinyEncoders.GRID, 17, 1), LABELS),
          Optional.of(new Labelled(ToneClips.make(TinyEncoders.GRID, 17, 2), LABELS)),
          2);
  private static final FineTuneConfig CONFIG =
      FineTuneConfig.standard()
          .with(config -> config.epochs(2).batchSize(5).learningRate(1e-2).weightDecay(0.01));

  @TempDir private Path directory;

  /** What a run tells, and when it is asked to stop. */
  private static final class Told implements FineTuner.Listener {
    private final List<Epoch> epochs = new ArrayList<>();
    private final List<ModeChoice> choices = new ArrayList<>();

    @Override
    public void onEpoch(Epoch epoch) {
      epochs.add(epoch);
    }

    @Override
    public void onChoice(ModeChoice choice) {
      choices.add(choice);
    }
  }

  static Stream<FineTuneConfig> runs() {
    FineTuneConfig trained = CONFIG.withSolveHead(false);
    FineTuneConfig augmented =
        CONFIG.withAugmentations(List.of(new WaveformMixup(0.5), new SpecAugment()));
    return Stream.of(
        CONFIG.withMode(TrainMode.AUTO),
        CONFIG.with(c -> c.mode(TrainMode.AUTO).learningRate(10)), // keeps the head
        trained.with(c -> c.mode(TrainMode.AUTO).averageLastEpochs(2)),
        trained.withMode(TrainMode.HEAD),
        CONFIG.withMode(TrainMode.HEAD_THEN_WHOLE),
        augmented.with(c -> c.mode(TrainMode.HEAD_THEN_WHOLE).sampling(Sampling.BALANCED)),
        augmented.with(c -> c.mode(TrainMode.WHOLE).averageLastEpochs(2).layerDecay(0.7)),
        CONFIG.with(c -> c.mode(TrainMode.LAST_BLOCKS).lastBlocks(1)));
  }

  /** At each pause in turn, the one between the stages of AUTO too. */
  @ParameterizedTest
  @MethodSource("runs")
  void aRunThatIsStoppedAtEachPauseEndsExactlyAsOneThatIsNot(FineTuneConfig config)
      throws IOException {
    FineTuner tuner = new FineTuner(config);
    Told whole = new Told();
    Weights expected = tuner.run(ENCODER, Optional.of(START), TASK, whole).weights();

    Told parts = new Told();
    Optional<EncoderGraph> resumed = Optional.empty();
    int stops = -1;
    while (resumed.isEmpty()) {
      resumed =
          tuner.run(ENCODER, Optional.of(START), TASK, new Saving(directory, 9, () -> true), parts);
      stops++;
    }

    assertThat(parts.epochs).isEqualTo(whole.epochs);
    assertThat(parts.choices).isEqualTo(whole.choices);
    assertThat(resumed.get().weights().toMap()).isEqualTo(expected.toMap());
    assertThat(stops).as("pauses").isEqualTo(pauses(config));
    assertThat(Checkpoints.exists(directory)).isTrue();
    Checkpoints.delete(directory);
    assertThat(directory).doesNotExist();
  }

  private static int pauses(FineTuneConfig config) {
    int ofOneStage = config.epochs() - 1;
    return switch (config.mode()) {
      case WHOLE, LAST_BLOCKS, HEAD -> ofOneStage;
      case HEAD_THEN_WHOLE, AUTO ->
          ofOneStage + 1 + (SolvedHead.suits(config, TASK) ? 0 : ofOneStage);
    };
  }

  /** As a search trains its candidates: each part by a process of its own. */
  @ParameterizedTest
  @MethodSource("runs")
  void aRunInPartsEndsExactlyAsOneThatIsWhole(FineTuneConfig config) throws IOException {
    FineTuner tuner = new FineTuner(config);
    Told whole = new Told();
    Weights expected = tuner.run(ENCODER, Optional.of(START), TASK, whole).weights();

    Told parts = new Told();
    Saving saving = new Saving(directory, 9, () -> false);
    Weights first =
        tuner.runUntil(1, ENCODER, Optional.of(START), TASK, saving, parts).orElseThrow().weights();
    int before = parts.epochs.size();
    Weights again =
        tuner.runUntil(1, ENCODER, Optional.of(START), TASK, saving, parts).orElseThrow().weights();
    assertThat(again.toMap()).isEqualTo(first.toMap());
    assertThat(parts.epochs).as("what is done is not done again").hasSize(before);

    parts.choices.clear();
    EncoderGraph last =
        tuner.runUntil(2, ENCODER, Optional.of(START), TASK, saving, parts).orElseThrow();
    assertThat(last.weights().toMap()).isEqualTo(expected.toMap());
    assertThat(parts.epochs).isEqualTo(whole.epochs);
    assertThat(parts.choices).isEqualTo(whole.choices);
  }

  @Test
  void aProcessThatDiesLosesOnlyWhatCameAfterTheLastCheckpoint() throws IOException {
    FineTuner tuner = new FineTuner(CONFIG.withMode(TrainMode.WHOLE));
    Saving saving = new Saving(directory, 0, () -> false);
    List<Integer> epochs = new ArrayList<>();
    assertThatThrownBy(
            () ->
                tuner.run(
                    ENCODER,
                    Optional.of(START),
                    TASK,
                    saving,
                    epoch -> {
                      if (epoch.epoch() == 1) {
                        throw new IllegalStateException("power cut");
                      }
                    }))
        .hasMessage("power cut");
    tuner.run(ENCODER, Optional.of(START), TASK, saving, epoch -> epochs.add(epoch.epoch()));
    assertThat(epochs).containsExactly(1);
  }

  @Test
  void twoRunsDontWriteOneRunsCheckpoints() throws IOException {
    FineTuner tuner = new FineTuner(CONFIG.withMode(TrainMode.WHOLE));
    Saving saving = new Saving(directory, 0, () -> false);
    List<String> refused = new ArrayList<>();
    tuner.run(
        ENCODER,
        Optional.of(START),
        TASK,
        saving,
        epoch -> {
          if (epoch.epoch() == 0) {
            assertThatThrownBy(
                    () -> tuner.run(ENCODER, Optional.of(START), TASK, saving, new Told()))
                .isInstanceOf(IOException.class)
                .satisfies(e -> refused.add(e.getMessage()));
          }
        });
    assertThat(refused)
        .singleElement()
        .asString()
        .startsWith(directory + ": process " + ProcessHandle.current().pid())
        .endsWith(" works on this run; wait for it, or end it");
  }

  @Test
  void otherSettingsAreRefusedBeforeClipsAreReadAndOtherClipsThen() throws IOException {
    FineTuneConfig config = CONFIG.withMode(TrainMode.WHOLE);
    Saving saving = new Saving(directory, 0, () -> true);
    new FineTuner(config).run(ENCODER, Optional.of(START), TASK, saving, new Told());

    new FineTuner(config).requireSame(directory, ENCODER, Optional.of(START));
    FineTuner other = new FineTuner(config.with(c -> c.learningRate(2e-2).layerDecay(0.5)));
    assertThatThrownBy(() -> other.requireSame(directory, ENCODER, Optional.of(START)))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(
            "run.json: a checkpoint of another run (",
            "config.learningRate is 0.01 there and 0.02 here",
            "config.layerDecay is 1.0 there and 0.5 here");
    Weights random = EncoderGraph.encoder(ENCODER, 10).weights();
    assertThatThrownBy(
            () -> new FineTuner(config).requireSame(directory, ENCODER, Optional.of(random)))
        .hasMessageContaining("startHash");

    int[] swapped = LABELS.clone();
    swapped[0] = 1;
    Task relabelled = new Task(new Labelled(TASK.train().source(), swapped), TASK.validation(), 2);
    assertThatThrownBy(
            () ->
                new FineTuner(config)
                    .run(ENCODER, Optional.of(START), relabelled, saving, new Told()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("task.train.labelsHash");
  }

  @Test
  void aSettingThatAnEarlierVersionDidNotKnowHasItsDefault() throws IOException {
    FineTuner tuner = new FineTuner(CONFIG.withMode(TrainMode.WHOLE));
    tuner.run(ENCODER, Optional.of(START), TASK, new Saving(directory, 0, () -> true), new Told());
    Path run = directory.resolve("run.json");
    String older = Files.readString(run).replaceFirst("\\s*\"layerDecay\" : 1.0,", "");
    assertThat(older).doesNotContain("layerDecay");
    Files.writeString(run, older);
    tuner.requireSame(directory, ENCODER, Optional.of(START));
  }
}
