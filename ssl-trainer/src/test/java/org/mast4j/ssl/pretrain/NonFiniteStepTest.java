package org.mast4j.ssl.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.ssl.optim.OptimizerKind;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;
import org.mast4j.ssl.pretrain.ssmast.SsMastTest;

/** A step that isn't finite ends the run, names the clips, and is never saved. */
class NonFiniteStepTest {
  private static final RunSettings EACH_STEP =
      RunSettings.withoutMonitors().withCheckpointMinutes(0);
  private static final SsMastConfig CONFIG = SsMastTest.config().withSteps(4);
  private static final int BAD = 5;

  @TempDir private Path directory;

  private final List<Spectrogram> clips =
      new ArrayList<>(SsMastTest.clips(SsMastTest.GRID, 7, new Random(1)));

  @Test
  void aClipThatIsNotFiniteIsNamedBeforeTheStepIsTaken() throws IOException {
    float[] values = clips.get(BAD).values().clone();
    values[17] = Float.NaN;
    clips.set(BAD, new Spectrogram(values, SsMastTest.GRID.frames(), SsMastTest.GRID.mels()));
    NonFiniteStepException failure = failure(CONFIG);
    assertThat(failure.clips()).containsExactly("clip5.wav");
    assertThat(failure)
        .hasMessageStartingWith("step " + failure.step() + ": log-mels hold NaN or infinity")
        .hasMessageContaining("leave them out: clip5.wav;");
    assertOnlyEarlierStepsAreSaved(failure);
  }

  @Test
  void aRunThatDivergesNamesItsBatchAndLeavesTheCheckpointBefore() throws IOException {
    NonFiniteStepException failure =
        failure(
            CONFIG.with(
                c ->
                    c.optimizer(OptimizerKind.SGD)
                        .learningRate(1e38)
                        .weightDecay(0)
                        .clipNorm(1e38)));
    assertThat(failure.clips()).hasSize(3).allMatch(name -> name.matches("clip\\d\\.wav"));
    assertThat(failure)
        .hasMessageContaining("though all log-mels are finite; lower learningRate")
        .hasMessageContaining(failure.clips().get(2));
    assertOnlyEarlierStepsAreSaved(failure);
  }

  private NonFiniteStepException failure(SsMastConfig config) {
    TrainingClips named =
        TrainingClips.unlabelled(ClipSource.of(clips))
            .withNames(IntStream.range(0, 7).mapToObj(i -> "clip" + i + ".wav").toList());
    Pretrainer pretrainer =
        new Pretrainer(
            new PretrainingSettings(SsMastTest.ENCODER, config), EACH_STEP, Optional.empty());
    return catchThrowableOfType(
        NonFiniteStepException.class,
        () ->
            pretrainer.run(named, new CheckpointPolicy(directory, () -> false), (s, report) -> {}));
  }

  private void assertOnlyEarlierStepsAreSaved(NonFiniteStepException failure) throws IOException {
    int saved = failure.step() - 1;
    if (saved == 0) {
      assertThat(failure).hasMessageEndingWith("there is no checkpoint yet");
      assertThat(directory).isEmptyDirectory();
      return;
    }
    assertThat(failure)
        .hasMessageEndingWith("the checkpoint of step %d in %s stays".formatted(saved, directory));
    try (var files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()).sorted().toList())
          .last()
          .isEqualTo("state-%08d.safetensors".formatted(saved));
    }
  }
}
