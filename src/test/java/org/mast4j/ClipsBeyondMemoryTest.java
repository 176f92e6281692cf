package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.datavec.audio.augment.Augmentation;
import org.mast4j.datavec.audio.augment.Gain;
import org.mast4j.datavec.audio.augment.WaveformMixup;
import org.mast4j.datavec.audio.cache.FeatureCache;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.BadClips;
import org.mast4j.datavec.audio.dataset.ClipLoader;
import org.mast4j.datavec.audio.dataset.LoadedClips;
import org.mast4j.datavec.audio.frontend.ClipFeatures;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.ssl.finetune.TrainMode;
import org.mast4j.ssl.pretrain.Pretrainer;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.mast.MastVariants;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How many spectrograms fit into memory decides nothing but time. */
class ClipsBeyondMemoryTest {
  private static final PatchGrid GRID = PatchGrid.of(12, 20, 4, 2); // 5 x 9 patches
  private static final int CLIP_BYTES = 4 * 12 * 20;

  private static final EncoderConfig ENCODER =
      MastVariants.nano().withGrid(GRID).withStages(List.of(1, 1), 8, 1);

  private static final FrontEndConfig FRONT_END =
      FrontEndConfig.librosa().withMels(GRID.mels()).withFrames(GRID.frames());

  @TempDir static Path directory;

  @BeforeAll
  static void writeTones() throws IOException {
    Tones.writeTwoClasses(directory.resolve("data"), 8);
  }

  @Test
  void preTrainingGivesTheSameWeights() throws IOException {
    Pretrainer.Result whole = preTrain(load(Long.MAX_VALUE));
    Pretrainer.Result part = preTrain(load(5 * CLIP_BYTES));
    assertThat(part.history().steps()).hasSize(6).isEqualTo(whole.history().steps());
    assertThat(part.encoder().toMap()).isEqualTo(whole.encoder().toMap());
    assertThat(part.mean()).isEqualTo(whole.mean());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fineTuningGivesTheSameWeights(boolean frozen) throws IOException {
    Map<String, INDArray> whole = fineTune(load(Long.MAX_VALUE), frozen);
    assertThat(fineTune(load(0), frozen)).isEqualTo(whole);
  }

  @Test
  void clipsThatAreNotInMemoryComeFromTheCache() throws IOException {
    FeatureCache cache = FeatureCache.open(directory.resolve("cache"), 1 << 20);
    LoadedClips clips = load(cache.over(new FeatureExtractor(FRONT_END)), 0);
    cache.clear();
    clips.features().get(3);
    assertThat(cache.bytes()).isGreaterThan(CLIP_BYTES).isLessThan(2 * CLIP_BYTES);
  }

  @Test
  void augmentedWaveformsGiveTheSameWeights() throws IOException {
    List<Augmentation> louder = List.of(new Gain(), new WaveformMixup());
    Pretrainer.Result whole = preTrain(load(Long.MAX_VALUE), louder);
    assertThat(preTrain(load(0), louder).encoder().toMap())
        .isEqualTo(whole.encoder().toMap())
        .isNotEqualTo(preTrain(load(0)).encoder().toMap());
    assertThat(fineTune(load(0), false, louder))
        .isEqualTo(fineTune(load(Long.MAX_VALUE), false, louder))
        .isNotEqualTo(fineTune(load(0), false));
  }

  private static Pretrainer.Result preTrain(LoadedClips clips) {
    return preTrain(clips, List.of());
  }

  private static Pretrainer.Result preTrain(LoadedClips clips, List<Augmentation> augmentations) {
    SsMastConfig config =
        SsMastConfig.paper()
            .withSteps(6)
            .withBatchSize(5)
            .withSeed(3)
            .withAugmentations(augmentations);
    return new Pretrainer(ENCODER, config).run(clips.source(), (step, result) -> {});
  }

  private static Map<String, INDArray> fineTune(LoadedClips clips, boolean frozen) {
    return fineTune(clips, frozen, List.of());
  }

  private static Map<String, INDArray> fineTune(
      LoadedClips clips, boolean frozen, List<Augmentation> augmentations) {
    int[] labels =
        clips.clips().stream()
            .mapToInt(c -> c.label().orElseThrow().equals("low") ? 0 : 1)
            .toArray();
    FineTuner.Labelled labelled = new FineTuner.Labelled(clips.source(), labels);
    FineTuneConfig config =
        FineTuneConfig.standard()
            .withEpochs(3)
            .withMode(frozen ? TrainMode.HEAD : TrainMode.WHOLE)
            .withSolveHead(false)
            .withSeed(3)
            .withAugmentations(augmentations);
    return new FineTuner(config)
        .run(
            ENCODER,
            Optional.empty(),
            new FineTuner.Task(labelled, Optional.of(labelled), 2),
            epoch -> {})
        .weights()
        .toMap();
  }

  private static LoadedClips load(long maxBytes) throws IOException {
    return load(new FeatureExtractor(FRONT_END), maxBytes);
  }

  private static LoadedClips load(ClipFeatures features, long maxBytes) throws IOException {
    return new ClipLoader(features, BadClips.refused(), maxBytes)
        .load(AudioDataset.open(directory.resolve("data")).clips(), done -> {});
  }
}
