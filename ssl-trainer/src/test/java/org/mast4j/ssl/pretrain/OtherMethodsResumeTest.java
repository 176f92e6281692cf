package org.mast4j.ssl.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.ssl.optim.OptimizerKind;
import org.mast4j.ssl.pretrain.ssast.SsastConfig;
import org.mast4j.ssl.pretrain.ssast.SsastTest;
import org.mast4j.ssl.pretrain.ssmast.SsMastTest;
import org.mast4j.ssl.pretrain.supervised.SupervisedTest;
import org.mast4j.zoo.EncoderConfig;

/** What {@link ResumeTest} says of SS-MAST. */
class OtherMethodsResumeTest {
  @TempDir private Path directory;

  static Stream<Arguments> runs() {
    SsastConfig ssast = SsastTest.config();
    TrainingClips noise =
        TrainingClips.unlabelled(
            ClipSource.of(SsMastTest.clips(SsastTest.ENCODER.grid(), 9, new Random(1))));
    return Stream.of(
        Arguments.of(SsastTest.ENCODER, ssast, noise),
        Arguments.of(SsastTest.ENCODER, ssast.with(c -> c.microBatch(2).clipNorm(0.1)), noise),
        Arguments.of(SsastTest.ENCODER, ssast.withOptimizer(OptimizerKind.LARS), noise),
        Arguments.of(
            SupervisedTest.ENCODER,
            SupervisedTest.config().with(c -> c.steps(6)),
            SupervisedTest.tones(12)));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("runs")
  void aRunThatWasStoppedTwiceEndsExactlyAsOneThatWasNot(
      EncoderConfig encoder, MethodConfig config, TrainingClips clips) throws IOException {
    Pretrainer pretrainer = new Pretrainer(encoder, config);
    Pretrainer.Result whole = pretrainer.run(clips, (step, metrics) -> {});

    assertThat(runUntil(pretrainer, clips, 1)).isEmpty();
    assertThat(runUntil(pretrainer, clips, 4)).isEmpty();
    Pretrainer.Result resumed = runUntil(pretrainer, clips, 99).orElseThrow();

    assertThat(resumed.history()).isEqualTo(whole.history());
    assertThat(resumed.encoder().toMap()).isEqualTo(whole.encoder().toMap());
    assertThat(resumed.std()).isEqualTo(whole.std());
  }

  private Optional<Pretrainer.Result> runUntil(Pretrainer pretrainer, TrainingClips clips, int last)
      throws IOException {
    int[] now = {-1};
    CheckpointPolicy checkpoints = new CheckpointPolicy(directory, () -> now[0] >= last);
    return pretrainer.run(clips, checkpoints, (step, result) -> now[0] = step);
  }
}
