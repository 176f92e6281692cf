package org.mast4j.ssl.pretrain.ssmast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.augment.AddNoise;
import org.mast4j.datavec.audio.augment.Augmentation;
import org.mast4j.datavec.audio.augment.ClipRandom;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.augment.Gain;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.datavec.audio.augment.RandomResizedCrop;
import org.mast4j.datavec.audio.augment.SpecAugment;
import org.mast4j.datavec.audio.augment.TimeShift;
import org.mast4j.datavec.audio.augment.View;
import org.mast4j.datavec.audio.augment.WaveformMixup;
import org.mast4j.datavec.audio.internal.io.LazyList;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.ToneClips;
import org.mast4j.ssl.pretrain.CheckpointPolicy;
import org.mast4j.ssl.pretrain.Pretrainer;
import org.mast4j.ssl.pretrain.TrainingClips;
import org.mast4j.ssl.pretrain.ViewBatch;

class PretrainAugmentationTest {
  private static final PatchGrid GRID = SsMastTest.GRID;
  private static final ClipSource CLIPS = ToneClips.make(GRID, 7, 1);
  private static final SsMastConfig CONFIG = SsMastTest.config().withSteps(4);

  @TempDir Path directory;

  static Stream<Augmentation> augmentations() {
    return Stream.of(
        new Gain(),
        new TimeShift(),
        new AddNoise(),
        new WaveformMixup(),
        new RandomResizedCrop(),
        new SpecAugment());
  }

  @ParameterizedTest
  @MethodSource("augmentations")
  void eachReachesTheEncoderAndTheSameSeedGivesTheSameOne(Augmentation augmentation) {
    SsMastConfig augmented = CONFIG.withAugmentations(List.of(augmentation));
    assertThat(run(augmented, CLIPS).encoder().toMap())
        .isNotEqualTo(run(CONFIG, CLIPS).encoder().toMap())
        .isEqualTo(run(augmented, CLIPS).encoder().toMap());
  }

  @Test
  void theTrainersViewsAreThoseThatReadersAndPicturesDraw() {
    SsMastConfig augmented =
        CONFIG.withAugmentations(List.of(new Gain(), new WaveformMixup(), new SpecAugment()));
    MixupMemory past = new MixupMemory(4);
    past.addAll(CLIPS.logMels().subList(0, 3));
    try (SsMast method = new SsMast(SsMastTest.ENCODER, augmented)) {
      ViewBatch batch = method.views(TrainingClips.unlabelled(CLIPS), past);
      float[] patches = batch.patches().dup('c').data().asFloat();
      for (int view = 0; view < 2 * CLIPS.size(); view++) {
        View drawn =
            augmented
                .views(past)
                .draw(CLIPS, view % CLIPS.size(), GRID, ClipRandom.at(augmented.seed(), 0, view));
        float[] expected = new float[patches.length / (2 * CLIPS.size())];
        drawn.extract(GRID, expected, 0);
        int from = view * expected.length;
        assertThat(java.util.Arrays.copyOfRange(patches, from, from + expected.length))
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void aStoppedRunWithAugmentationsEndsExactlyAsOneThatWasNot() throws IOException {
    SsMastConfig augmented =
        CONFIG.withAugmentations(
            List.of(new Gain(), new AddNoise(), new WaveformMixup(), new SpecAugment()));
    Pretrainer pretrainer = new Pretrainer(SsMastTest.ENCODER, augmented);
    int[] steps = {0};
    CheckpointPolicy once =
        new CheckpointPolicy(directory, Duration.ofDays(1), () -> steps[0] == 2);
    Pretrainer.Listener count = (step, metrics) -> steps[0]++;
    assertThat(pretrainer.run(CLIPS, once, count)).isEmpty();
    Optional<Pretrainer.Result> resumed = pretrainer.run(CLIPS, once, count);
    assertThat(steps).containsExactly(4);
    Pretrainer.Result whole = run(augmented, CLIPS);
    assertThat(resumed.orElseThrow().history()).isEqualTo(whole.history());
    assertThat(resumed.orElseThrow().encoder().toMap()).isEqualTo(whole.encoder().toMap());
  }

  @Test
  void waveformsAreLeftUnreadWhereNothingChangesThem() {
    LazyList<Waveform> unreadable =
        new LazyList<>(
            CLIPS.size(),
            i -> {
              throw new IOException("read clip " + i);
            });
    ClipSource guarded = new ClipSource(CLIPS.logMels(), unreadable, CLIPS.frontEnd());
    SsMastConfig masked = CONFIG.withAugmentations(List.of(new SpecAugment()));
    assertThat(run(masked, guarded).history()).hasSize(4);
    assertThatThrownBy(() -> run(CONFIG.withAugmentations(List.of(new Gain())), guarded))
        .hasMessageContaining("read clip");
  }

  @Test
  void augmentationsThatChangeNothingChangeNoWeight() {
    SsMastConfig still =
        CONFIG.withAugmentations(List.of(new SpecAugment().withMelMasks(0).withFrameMasks(0)));
    assertThat(run(still, CLIPS).encoder().toMap())
        .isEqualTo(run(CONFIG, ClipSource.of(CLIPS.logMels())).encoder().toMap());
  }

  @Test
  void logMelsAloneServeNoneOfWaveforms() {
    SsMastConfig louder = CONFIG.withAugmentations(List.of(new Gain()));
    assertThatThrownBy(() -> run(louder, ClipSource.of(CLIPS.logMels())))
        .hasMessageContaining("the clips are log-mels");
  }

  @Test
  void anOrderThatCantBeIsRefusedByTheConfig() {
    assertThatThrownBy(() -> CONFIG.withAugmentations(List.of(new SpecAugment(), new Gain())))
        .hasMessageContaining("expected those of waveforms before those of log-mels");
  }

  private static Pretrainer.Result run(SsMastConfig config, ClipSource clips) {
    return new Pretrainer(SsMastTest.ENCODER, config).run(clips, (step, metrics) -> {});
  }
}
