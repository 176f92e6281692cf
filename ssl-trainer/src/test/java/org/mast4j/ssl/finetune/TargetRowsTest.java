package org.mast4j.ssl.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.ssl.finetune.FineTuner.Labelled;
import org.mast4j.ssl.finetune.FineTuner.Task;
import org.mast4j.ssl.internal.data.WeightedSampler;
import org.mast4j.zoo.Activation;
import org.nd4j.linalg.factory.Nd4j;

class TargetRowsTest {
  private static final FineTuneConfig CONFIG = FineTuneConfig.standard();
  private static final Targets UNEVEN = Targets.of(new int[] {0, 0, 0, 1});

  /** compute_class_weight("balanced", classes=[0, 1], y=[0, 0, 0, 1]) is [2/3, 2]. */
  @Test
  void balancedClassWeightsAreScikitLearns() {
    assertThat(ClassShares.lossWeights(UNEVEN, 2)[0]).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(ClassShares.lossWeights(UNEVEN, 2)[1]).isEqualTo(2);
    assertThat(rows(CONFIG.withClassWeights(ClassWeights.BALANCED), task(UNEVEN)))
        .isDeepEqualTo(new float[][] {{(float) (2 / 3.0), 0}, {0, 2}});
  }

  @Test
  void aClassWithoutTrainingClipsCannotBeBalanced() {
    assertThatThrownBy(() -> ClassShares.lossWeights(UNEVEN, 3))
        .hasMessage("no training clip of class 2; expected one of each for classWeights balanced");
  }

  @Test
  void severalLabelsAClipTakeNoClassWeights() {
    assertThatThrownBy(() -> rows(CONFIG.withClassWeights(ClassWeights.BALANCED), severalLabels()))
        .hasMessageContaining("classWeights BALANCED; expected NONE where a clip may have several");
  }

  /** torch's CrossEntropyLoss(label_smoothing=0.2) of 2 classes. */
  @Test
  void smoothingSpreadsAShareOverAllClasses() {
    assertThat(rows(CONFIG.withLabelSmoothing(0.2), task(UNEVEN)))
        .isDeepEqualTo(new float[][] {{0.9f, 0.1f}, {0.1f, 0.9f}});
    assertThat(rows(CONFIG.withLabelSmoothing(0.2), severalLabels()))
        .isDeepEqualTo(new float[][] {{0.9f, 0.9f}, {0.1f, 0.1f}});
  }

  @Test
  void balancedSamplingShowsRareClassesAsOften() {
    double[] weights = ClassShares.samplingWeights(UNEVEN, 2);
    assertThat(weights).containsExactly(1 / 3.0, 1 / 3.0, 1 / 3.0, 1);
    List<Integer> drawn = new WeightedSampler(weights, 10_000, 2).next();
    assertThat(drawn.stream().filter(i -> i == 3).count()).isBetween(4_850L, 5_150L);
    assertThat(drawn.stream().filter(i -> i == 0).count()).isBetween(1_500L, 1_830L);
  }

  @Test
  void labelsOutsideTheClassesAreNamed() {
    assertThatThrownBy(() -> task(Targets.of(new int[] {0, 2})))
        .hasMessage("clip 1 has the classes [2]; expected one of 0 to 1");
    assertThatThrownBy(() -> task(new Targets(List.of(new int[] {0, 1}))))
        .hasMessage("clip 0 has the classes [0, 1]; expected one of 0 to 1");
  }

  /** cross_entropy, and binary_cross_entropy_with_logits summed over classes; both of torch. */
  @Test
  void theLossOfValidationIsTorchs() {
    float[][] logits = {{0.3f, -1.2f}, {2f, 0.5f}, {0, 1}, {-1, 0.25f}};
    for (Activation activation : Activation.values()) {
      Validation validation = Validation.of(Nd4j.createFromArray(logits), UNEVEN, activation);
      double expected = activation == Activation.SOFTMAX ? 0.492004 : 1.203563;
      assertThat(validation.loss()).as("%s", activation).isCloseTo(expected, within(1e-5));
    }
  }

  private static float[][] rows(FineTuneConfig config, Task task) {
    int last = task.train().targets().size() - 1;
    return new TargetRows(task, config).of(List.of(0, last)).toFloatMatrix();
  }

  private static Task severalLabels() {
    Targets targets = new Targets(List.of(new int[] {0, 1}, new int[] {}));
    return new Task(clips(targets), Optional.empty(), 2, Activation.SIGMOID);
  }

  private static Task task(Targets targets) {
    return new Task(clips(targets), Optional.empty(), 2);
  }

  private static Labelled clips(Targets targets) {
    Spectrogram clip = new Spectrogram(new float[1], 1, 1);
    return new Labelled(ClipSource.of(Collections.nCopies(targets.size(), clip)), targets);
  }
}
