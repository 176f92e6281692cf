package org.mast4j.ssl.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.evaluate.LinearProbe;
import org.mast4j.ssl.finetune.FineTuner.Labelled;
import org.mast4j.ssl.finetune.FineTuner.Task;
import org.mast4j.ssl.optim.OptimizerKind;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.mast.MastVariants;
import org.mast4j.zoo.weights.Weights;

class FineTunerTest {
  private static final PatchGrid GRID = TinyEncoders.GRID;

  private static final EncoderConfig ENCODER =
      MastVariants.nano().withGrid(GRID).withStages(List.of(1, 1), 8, 1);

  private static final FineTuneConfig CONFIG =
      FineTuneConfig.standard()
          .with(
              config ->
                  config
                      .mode(TrainMode.WHOLE)
                      .solveHead(false)
                      .epochs(8)
                      .batchSize(8)
                      .learningRate(1e-2)
                      .weightDecay(0.01));

  /** LARS needs the steps of a longer run. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LARS")
  void twoPlainClassesAreLearnt(OptimizerKind optimizer) {
    List<Double> losses = new ArrayList<>();
    EncoderGraph classifier =
        new FineTuner(CONFIG.withOptimizer(optimizer).withLearningRate(1e-2))
            .run(
                ENCODER,
                Optional.empty(),
                new Task(set(24, 1), Optional.empty(), 2),
                epoch -> losses.add(epoch.loss()));
    Labelled unseen = set(40, 2);
    assertThat(FineTuner.predict(classifier, unseen.clips())).isEqualTo(unseen.targets().single());
    assertThat(losses).hasSize(8);
    assertThat(losses.get(7)).isLessThan(0.5 * losses.get(0));
  }

  @Test
  void aFrozenEncoderStaysExactlyAsItWas() {
    Weights start = EncoderGraph.encoder(ENCODER, 9).weights().copy();
    EncoderGraph classifier = train(CONFIG.withMode(TrainMode.HEAD).withEpochs(2), start);
    assertThat(classifier.weights().encoder().toMap()).isEqualTo(start.toMap());
    var fresh = EncoderGraph.classifier(ENCODER, 2, CONFIG.seed()).weights();
    assertThat(classifier.weights().get("head.fc.weight"))
        .isNotEqualTo(fresh.get("head.fc.weight"));
  }

  @Test
  void anEncoderThatIsNotFrozenChangesThroughout() {
    Weights start = EncoderGraph.encoder(ENCODER, 9).weights().copy();
    Weights trained = train(CONFIG.withEpochs(2), start).weights();
    start.toMap().forEach((key, array) -> assertThat(trained.get(key)).as(key).isNotEqualTo(array));
  }

  @Test
  void theSameSeedGivesTheSameWeights() {
    Weights start = EncoderGraph.encoder(ENCODER, 9).weights().copy();
    FineTuneConfig config = CONFIG.withEpochs(2);
    var first = train(config, start).weights().toMap();
    assertThat(train(config, start).weights().toMap()).isEqualTo(first);
    assertThat(train(config.withSeed(2), start).weights().toMap()).isNotEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theEpochOfTheBestValidationAccuracyIsKept(boolean frozen) {
    Weights start = EncoderGraph.encoder(ENCODER, 9).weights().copy();
    FineTuneConfig config =
        CONFIG.withLearningRate(0.02).withMode(frozen ? TrainMode.HEAD : TrainMode.WHOLE);
    // Nothing can be learnt: accuracy goes up and down.
    Labelled validation = noise(31, 4);
    List<Double> accuracies = new ArrayList<>();
    EncoderGraph classifier =
        new FineTuner(config)
            .run(
                ENCODER,
                Optional.of(start),
                new Task(noise(24, 3), Optional.of(validation), 2),
                epoch -> accuracies.add(epoch.validationScore().orElseThrow()));
    double kept =
        LinearProbe.accuracy(
            FineTuner.predict(classifier, validation.clips()), validation.targets().single());
    assertThat(accuracies).hasSize(config.epochs());
    assertThat(kept).isEqualTo(Collections.max(accuracies));
    assertThat(Collections.min(accuracies)).isLessThan(kept);
  }

  @Test
  void theFrozenHeadLearnsWhatTheWholeGraphWould() {
    Weights start = EncoderGraph.encoder(ENCODER, 9).weights().copy();
    Labelled unseen = set(40, 2);
    EncoderGraph classifier = train(CONFIG.withMode(TrainMode.HEAD).withLearningRate(0.05), start);
    assertThat(FineTuner.predict(classifier, unseen.clips())).isEqualTo(unseen.targets().single());
  }

  @Test
  void aSetNeedsALabelAClip() {
    assertThatThrownBy(() -> new Labelled(set(3, 1).clips(), new int[2]))
        .hasMessageContainingAll("3 clips", "2 labels");
    assertThatThrownBy(() -> new Labelled(List.of(), new int[0])).hasMessageContaining("0 clips");
  }

  @Test
  void aBadConfigIsRefusedWithTheValue() {
    assertThatThrownBy(() -> CONFIG.withEpochs(0)).hasMessageContaining("epochs 0");
    assertThatThrownBy(() -> CONFIG.withLearningRate(0)).hasMessageContaining("learningRate 0.0");
  }

  private static EncoderGraph train(FineTuneConfig config, Weights start) {
    return new FineTuner(config)
        .run(ENCODER, Optional.of(start), new Task(set(16, 1), Optional.empty(), 2), epoch -> {});
  }

  /** Clips that say nothing of their random labels. */
  private static Labelled noise(int count, long seed) {
    Random random = new Random(seed);
    List<Spectrogram> clips = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] values = new float[GRID.frames() * GRID.mels()];
      float offset = (float) random.nextGaussian();
      for (int j = 0; j < values.length; j++) {
        values[j] = offset + (float) random.nextGaussian();
      }
      clips.add(new Spectrogram(values, GRID.frames(), GRID.mels()));
    }
    return new Labelled(clips, random.ints(count, 0, 2).toArray());
  }

  /** Class 0 is loud in the lower half of the bins, class 1 in the upper one. */
  static Labelled set(int count, long seed) {
    Random random = new Random(seed);
    List<Spectrogram> clips = new ArrayList<>();
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 2;
      float[] values = new float[GRID.frames() * GRID.mels()];
      for (int j = 0; j < values.length; j++) {
        boolean upper = j % GRID.mels() >= GRID.mels() / 2;
        values[j] = (float) (0.2 * random.nextGaussian() + (upper == (labels[i] == 1) ? 1 : -1));
      }
      clips.add(new Spectrogram(values, GRID.frames(), GRID.mels()));
    }
    return new Labelled(clips, labels);
  }
}
