package org.mast4j.arbiter.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.ssl.finetune.Targets;
import org.mast4j.ssl.finetune.Validation;
import org.mast4j.zoo.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ScoresTest {
  /** A clip of one number. */
  private static Spectrogram clip(double value) {
    return new Spectrogram(new float[] {(float) value, 1}, 1, 2);
  }

  private static List<Spectrogram> clips(double... values) {
    return java.util.Arrays.stream(values).mapToObj(ScoresTest::clip).toList();
  }

  /** Embeds a clip as its angle. */
  private static final TrainedCandidate ANGLES =
      new TrainedCandidate() {
        @Override
        public INDArray embed(List<Spectrogram> clips) {
          return Nd4j.createFromArray(
              clips.stream()
                  .map(c -> new double[] {Math.cos(c.at(0, 0)), Math.sin(c.at(0, 0))})
                  .toArray(double[][]::new));
        }

        @Override
        public double loss() {
          return 3;
        }

        @Override
        public Validation fineTuned(SearchData data) {
          return new Validation(0.75, 1);
        }
      };

  private static SearchData data() {
    return new SearchData(
        clips(0, 0.1, 1, 1.1),
        new int[] {0, 0, 1, 1},
        clips(0.05, 1.05, 1.2, 0),
        new int[] {0, 1, 1, 1},
        2);
  }

  @Test
  void probeIsTheAccuracyOfALinearOne() {
    assertThat(new Probe().of(ANGLES, data())).isEqualTo(0.75);
    assertThat(new Probe().minimize()).isFalse();
  }

  /** Ten neighbours are asked, which here are all, so that the lowest class wins. */
  @Test
  void knnIsTheAccuracyOfNeighbours() {
    assertThat(new Knn().of(ANGLES, data())).isEqualTo(0.25);
  }

  @Test
  void lossIsTheCandidatesOwnAndLessIsBetter() {
    assertThat(new Loss().of(ANGLES, data())).isEqualTo(3);
    assertThat(new Loss().minimize()).isTrue();
  }

  @Test
  void fineTunedIsTheClassifiersScore() {
    assertThat(new FineTuned().of(ANGLES, data())).isEqualTo(0.75);
  }

  @Test
  void whereClipsHaveSeveralClassesTheProbeGoesByMeanAveragePrecision() {
    float[][] train = {{1, 0}, {1, 0}, {0, 1}, {0, 1}};
    float[][] validation = {{1, 0}, {0, 1}, {0, 1}, {1, 1}};
    SearchData several =
        new SearchData(
            labelled(clips(0, 0.1, 1, 1.1), train),
            labelled(clips(0.05, 1.05, 1.2, 0), validation),
            2,
            Activation.SIGMOID);
    // of the second class the last clip comes last of four: (1 + 1 + 3/4) / 3
    assertThat(new Probe().of(ANGLES, several)).isCloseTo((1 + 2.75 / 3) / 2, within(1e-9));
    assertThatThrownBy(() -> new Knn().requireSuits(several.activation()))
        .hasMessage("score knn; expected another where clips have several classes");
  }

  private static FineTuner.Labelled labelled(List<Spectrogram> clips, float[][] rows) {
    return new FineTuner.Labelled(
        org.mast4j.datavec.audio.augment.ClipSource.of(clips), Targets.of(rows));
  }
}
