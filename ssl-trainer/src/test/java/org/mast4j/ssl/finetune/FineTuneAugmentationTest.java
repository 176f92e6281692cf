package org.mast4j.ssl.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.augment.AddNoise;
import org.mast4j.datavec.audio.augment.Augmentation;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.augment.Gain;
import org.mast4j.datavec.audio.augment.RandomResizedCrop;
import org.mast4j.datavec.audio.augment.SpecAugment;
import org.mast4j.datavec.audio.augment.TimeShift;
import org.mast4j.datavec.audio.augment.WaveformMixup;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.ToneClips;
import org.mast4j.ssl.finetune.FineTuner.Labelled;
import org.mast4j.ssl.finetune.FineTuner.Task;
import org.mast4j.ssl.internal.data.EpochSampler;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.mast.MastVariants;
import org.nd4j.linalg.api.ndarray.INDArray;

class FineTuneAugmentationTest {
  private static final PatchGrid GRID = TinyEncoders.GRID;
  private static final EncoderConfig ENCODER =
      MastVariants.nano().withGrid(GRID).withStages(List.of(1, 1), 8, 1);
  private static final ClipSource CLIPS = ToneClips.make(GRID, 16, 1);
  private static final int[] LABELS = IntStream.range(0, 16).map(i -> i % 2).toArray();
  private static final FineTuneConfig CONFIG =
      FineTuneConfig.standard().withMode(TrainMode.WHOLE).withEpochs(2);

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
  void eachReachesTheWeightsAndTheSameSeedGivesTheSameOnes(Augmentation augmentation) {
    FineTuneConfig augmented = CONFIG.withAugmentations(List.of(augmentation));
    Map<String, INDArray> weights = train(augmented);
    assertThat(weights).isNotEqualTo(train(CONFIG)).isEqualTo(train(augmented));
  }

  @Test
  void theyReachTheHeadOfAFrozenEncoder() {
    FineTuneConfig frozen = CONFIG.withMode(TrainMode.HEAD).withSolveHead(false);
    FineTuneConfig augmented = frozen.withAugmentations(List.of(new Gain(), new SpecAugment()));
    assertThat(train(augmented)).isNotEqualTo(train(frozen)).isEqualTo(train(augmented));
  }

  @Test
  void augmentationsThatChangeNothingChangeNoWeight() {
    assertThat(train(CONFIG.withAugmentations(List.of(new Gain(0, 0))))).isEqualTo(train(CONFIG));
  }

  @Test
  void labelsAreMixedAsTheClipsAre() {
    Task task = new Task(new Labelled(CLIPS, LABELS), Optional.empty(), 2);
    FineTuneConfig mixed = CONFIG.withAugmentations(List.of(new WaveformMixup(0.5)));
    try (TrainingViews views =
        new TrainingViews(task, GRID, mixed, new EpochSampler(16, 16, 1), 0)) {
      INDArray labels = views.next().labels();
      boolean soft = false;
      for (int i = 0; i < 16; i++) {
        assertThat(labels.getRow(i).sumNumber().doubleValue()).isCloseTo(1, within(1e-6));
        double first = labels.getDouble(i, 0);
        soft |= first > 0.01 && first < 0.99;
      }
      assertThat(soft).isTrue();
      assertThat(labels.sumNumber().doubleValue()).isCloseTo(16, within(1e-5));
    }
  }

  @Test
  void logMelsAloneServeNoneOfWaveforms() {
    Task task = new Task(new Labelled(CLIPS.logMels(), LABELS), Optional.empty(), 2);
    FineTuner tuner = new FineTuner(CONFIG.withAugmentations(List.of(new Gain())));
    assertThatThrownBy(() -> tuner.run(ENCODER, Optional.empty(), task, epoch -> {}))
        .hasMessageContaining("the clips are log-mels");
  }

  /** Validation clips, which have no waveforms here, are seen as they are. */
  private static Map<String, INDArray> train(FineTuneConfig config) {
    Labelled validation = new Labelled(ToneClips.make(GRID, 16, 2).logMels(), LABELS);
    Task task = new Task(new Labelled(CLIPS, LABELS), Optional.of(validation), 2);
    return new FineTuner(config)
        .run(ENCODER, Optional.empty(), task, epoch -> {})
        .weights()
        .toMap();
  }
}
