package org.mast4j.ssl.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.ssl.evaluate.LinearProbe.Split;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LinearProbeTest {
  private static final int CLASSES = 4;
  private static final int WIDTH = 6;

  @Test
  void separableClassesAreAllRight() {
    LinearProbe.Result result =
        LinearProbe.run(split(200, 1, true), split(80, 2, true), split(100, 3, true), CLASSES);
    assertThat(result.accuracy()).isEqualTo(1);
    assertThat(result.predictions()).isEqualTo(split(100, 3, true).labels());
  }

  @Test
  void randomLabelsStayNearChance() {
    LinearProbe.Result result =
        LinearProbe.run(split(400, 1, false), split(200, 2, false), split(400, 3, false), CLASSES);
    assertThat(result.accuracy()).isCloseTo(1.0 / CLASSES, within(0.08));
  }

  /** Standardisation takes scale and shift out, and a constant feature does no harm. */
  @Test
  void scaleShiftAndConstantFeaturesDoNotMatter() {
    LinearProbe.Result plain =
        LinearProbe.run(split(200, 1, true), split(80, 2, true), split(100, 3, true), CLASSES);
    LinearProbe.Result scaled =
        LinearProbe.run(
            distorted(split(200, 1, true)),
            distorted(split(80, 2, true)),
            distorted(split(100, 3, true)),
            CLASSES);
    assertThat(scaled.predictions()).isEqualTo(plain.predictions());
  }

  @Test
  void rowsAndLabelsMustBeAsMany() {
    assertThatThrownBy(() -> new Split(Nd4j.zeros(3, 2), new int[2]))
        .hasMessageContainingAll("[3, 2]", "2 labels");
  }

  @Test
  void meanLogMelIsTheMeanOverFrames() {
    Spectrogram clip = new Spectrogram(new float[] {1, 10, 3, 30}, 2, 2);
    INDArray means = LinearProbe.meanLogMel(List.of(clip, clip));
    assertThat(means).isEqualTo(Nd4j.createFromArray(new float[][] {{2, 20}, {2, 20}}));
  }

  private static Split distorted(Split split) {
    INDArray features = split.features().mul(1000).add(500);
    features.putColumn(5, Nd4j.valueArrayOf(new long[] {split.labels().length}, 7f));
    return new Split(features, split.labels());
  }

  /** Class c lies at 3 on axis c; the last two axes are noise. */
  private static Split split(int clips, long seed, boolean separable) {
    Random random = new Random(seed);
    float[][] features = new float[clips][WIDTH];
    int[] labels = new int[clips];
    for (int i = 0; i < clips; i++) {
      labels[i] = random.nextInt(CLASSES);
      for (int j = 0; j < WIDTH; j++) {
        features[i][j] = (float) (0.3 * random.nextGaussian());
      }
      if (separable) {
        features[i][labels[i]] += 3;
      }
    }
    return new Split(Nd4j.createFromArray(features), labels);
  }
}
