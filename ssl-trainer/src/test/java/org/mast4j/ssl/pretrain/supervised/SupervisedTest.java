package org.mast4j.ssl.pretrain.supervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.datavec.audio.augment.WaveformMixup;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.ToneClips;
import org.mast4j.ssl.optim.OptimizerKind;
import org.mast4j.ssl.pretrain.Metrics;
import org.mast4j.ssl.pretrain.Pretrainer;
import org.mast4j.ssl.pretrain.TrainingClips;
import org.mast4j.ssl.pretrain.ViewBatch;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.mast.MastConfig;
import org.mast4j.zoo.mast.MastVariants;
import org.nd4j.linalg.api.ndarray.INDArray;

public class SupervisedTest {
  private static final PatchGrid GRID = PatchGrid.of(16, 24, 8, 8);
  public static final MastConfig ENCODER =
      MastVariants.nano().withGrid(GRID).withStages(List.of(1), 8, 1);

  /** 8 clips a batch. */
  public static SupervisedConfig config() {
    return SupervisedConfig.standard()
        .with(config -> config.steps(30).batchSize(8).warmupSteps(0).learningRate(1e-2));
  }

  /** Low tones and high ones, in turn. */
  public static TrainingClips tones(int count) {
    int[] labels = IntStream.range(0, count).map(i -> i % 2).toArray();
    return TrainingClips.labelled(ToneClips.make(GRID, count, 1), labels, 2);
  }

  @Test
  void theEncoderLearnsToTellTheLabels() {
    List<Metrics> steps = new ArrayList<>();
    Pretrainer.Result result =
        new Pretrainer(ENCODER, config()).run(tones(16), (step, metrics) -> steps.add(metrics));
    assertThat(steps.get(0).get("loss")).isCloseTo(Math.log(2), within(0.1));
    assertThat(steps.get(29).get("loss")).isLessThan(0.2);
    assertThat(steps.subList(20, 30))
        .allSatisfy(metrics -> assertThat(metrics.get("accuracy")).isEqualTo(1));
    assertThat(result.encoder().keys())
        .containsExactlyInAnyOrderElementsOf(
            EncoderGraph.shapes(ENCODER, Optional.empty()).keySet());
  }

  @Test
  void aStepByMicroBatchesIsThatOfTheWholeBatch() {
    SupervisedConfig config = config().withOptimizer(OptimizerKind.SGD).withLabelSmoothing(0.1);
    try (Supervised whole = new Supervised(ENCODER, 2, config);
        Supervised divided = new Supervised(ENCODER, 2, config.withMicroBatch(2))) {
      Metrics expected = whole.step(whole.views(tones(8), new MixupMemory(1)));
      Metrics actual = divided.step(divided.views(tones(8), new MixupMemory(1)));
      expected
          .values()
          .forEach((name, value) -> assertThat(actual.get(name)).isCloseTo(value, within(1e-5)));
      Map<String, INDArray> parameters = divided.state().toMap();
      whole
          .state()
          .toMap()
          .forEach(
              (name, array) ->
                  assertThat(array.distance2(parameters.get(name))).as(name).isLessThan(1e-5));
    }
  }

  /** A clip is of its own class with the share that mixup leaves of it. */
  @Test
  void labelsAreMixedAsWaveformsAre() {
    SupervisedConfig config = config().withAugmentations(List.of(new WaveformMixup(0.5)));
    try (Supervised method = new Supervised(ENCODER, 2, config)) {
      ViewBatch views = method.views(tones(8), new MixupMemory(1));
      INDArray labels = views.labels().orElseThrow();
      assertThat(labels.sum(1).toDoubleVector()).containsOnly(1);
      for (int clip = 0; clip < 8; clip++) {
        assertThat(labels.getDouble(clip, clip % 2)).isBetween(0.5, 1.0);
      }
      assertThat(labels.minNumber().doubleValue()).isZero();
      assertThat(Arrays.stream(labels.ravel().toDoubleVector()).boxed())
          .anySatisfy(share -> assertThat(share).isStrictlyBetween(0.0, 0.5));
    }
  }

  @Test
  void clipsWithoutLabelsOrOfOneClassAreRefused() {
    Pretrainer pretrainer = new Pretrainer(ENCODER, config());
    TrainingClips clips = tones(8);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pretrainer.run(clips.clips(), (step, metrics) -> {}))
        .withMessageContaining("method supervised learns from labels");
    TrainingClips oneClass = TrainingClips.labelled(clips.clips(), new int[8], 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pretrainer.run(oneClass, (step, metrics) -> {}))
        .withMessage("classes 1; expected at least 2, which labels tell apart");
  }
}
