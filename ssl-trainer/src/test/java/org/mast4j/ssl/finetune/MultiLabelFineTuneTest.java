package org.mast4j.ssl.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.finetune.FineTuner.Labelled;
import org.mast4j.ssl.finetune.FineTuner.Task;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.mast.MastVariants;

class MultiLabelFineTuneTest {
  private static final PatchGrid GRID = TinyEncoders.GRID;
  private static final EncoderConfig ENCODER =
      MastVariants.nano().withGrid(GRID).withStages(List.of(1, 1), 8, 1);

  @Test
  void classesThatSoundTogetherAreToldEach() {
    FineTuneConfig config =
        FineTuneConfig.standard()
            .with(c -> c.mode(TrainMode.WHOLE).epochs(12).batchSize(8).learningRate(1e-2));
    List<Double> scores = new ArrayList<>();
    new FineTuner(config)
        .run(
            ENCODER,
            Optional.empty(),
            new Task(set(32, 1), Optional.of(set(32, 2)), 2, Activation.SIGMOID),
            epoch -> scores.add(epoch.validationScore().orElseThrow()));
    assertThat(scores.get(scores.size() - 1)).isGreaterThan(0.95);
  }

  /** Class 0 is loud in the lower half of the bins, class 1 in the upper one; both, one or none. */
  private static Labelled set(int count, long seed) {
    Random random = new Random(seed);
    List<Spectrogram> clips = new ArrayList<>();
    float[][] targets = new float[count][2];
    for (int i = 0; i < count; i++) {
      targets[i] = new float[] {i % 2, i / 2 % 2};
      float[] values = new float[GRID.frames() * GRID.mels()];
      for (int j = 0; j < values.length; j++) {
        float loud = targets[i][j % GRID.mels() >= GRID.mels() / 2 ? 1 : 0];
        values[j] = (float) (0.2 * random.nextGaussian() + 2 * loud - 1);
      }
      clips.add(new Spectrogram(values, GRID.frames(), GRID.mels()));
    }
    return new Labelled(ClipSource.of(clips), Targets.of(targets));
  }
}
