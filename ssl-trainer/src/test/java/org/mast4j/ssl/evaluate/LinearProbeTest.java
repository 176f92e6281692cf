package org.mast4j.ssl.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.decode.Segment;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.ssl.evaluate.LinearProbe.Split;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.mast.MastVariants;
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

  /** The same clips as embeddings of their own making are; a segment is a clip like any other. */
  @Test
  void aModelIsProbedOnADataSetAsOnItsEmbeddings(@TempDir Path folder) throws IOException {
    EncoderConfig encoder = MastVariants.nano();
    StoredModel model =
        new StoredModel(
            encoder, encoder.frontEnd(), List.of(), EncoderGraph.encoder(encoder, 1).weights());
    Path file = folder.resolve("tones.wav");
    int clips = 18;
    writeTones(file, clips);
    List<AudioClip> list = new ArrayList<>();
    for (int i = 0; i < clips; i++) {
      var part = org.mast4j.datavec.audio.dataset.Split.values()[i / 2 % 3];
      String label = i % 2 == 0 ? "low" : "high";
      Segment segment = new Segment(i, i + 1);
      list.add(new AudioClip(file, List.of(label), Optional.of(part), Optional.of(segment)));
    }
    AudioDataset dataset = new AudioDataset(folder, list, List.of("low", "high"));

    LinearProbe.Result result = LinearProbe.run(model, dataset);

    assertThat(result.accuracy()).isEqualTo(1);
    assertThat(result.predictions()).containsExactly(0, 1, 0, 1, 0, 1);
    AudioDataset untrained = dataset.withClips(list.subList(2, 6));
    assertThatThrownBy(() -> LinearProbe.run(model, untrained)).hasMessageContaining("train split");
  }

  /** A second each, low and high in turn. */
  private static void writeTones(Path file, int count) throws IOException {
    int rate = 16_000;
    byte[] samples = new byte[rate * count];
    for (int i = 0; i < samples.length; i++) {
      int clip = i / rate;
      double hertz = (clip % 2 == 0 ? 200 : 2000) + 20 * clip;
      samples[i] = (byte) (100 * Math.sin(2 * Math.PI * hertz * i / rate));
    }
    AudioFormat format = new AudioFormat(rate, 8, 1, true, false);
    try (AudioInputStream stream =
        new AudioInputStream(new ByteArrayInputStream(samples), format, samples.length)) {
      AudioSystem.write(stream, AudioFileFormat.Type.WAVE, file.toFile());
    }
  }
}
