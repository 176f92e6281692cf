package org.mast4j.zoo.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.BadClips;
import org.mast4j.datavec.audio.decode.AudioFiles;
import org.mast4j.datavec.audio.decode.Segment;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.Windowing;
import org.mast4j.zoo.inference.Classification.Score;
import org.nd4j.linalg.api.ndarray.INDArray;

class AudioClassifierTest {
  private static final int SHORT = Clips.RATE / 2;
  private static final int LONG = 5 * Clips.RATE / 2;

  @TempDir Path folder;

  @Test
  void aFileAndItsSamplesHaveTheModelsProbabilities() throws IOException {
    Waveform clip = Clips.noise(SHORT, 1);
    Path file = Clips.write(clip, folder.resolve("clip.wav"));
    StoredModel model = Clips.model(Activation.SOFTMAX);
    Path directory = folder.resolve("model");
    model.write(directory);
    Spectrogram logMel = new FeatureExtractor(model.frontEnd()).extract(file);
    INDArray logits = BatchedOutputs.logits(model.open(), List.of(logMel));
    double[] expected = Activation.SOFTMAX.probabilities(logits).toDoubleMatrix()[0];

    try (AudioClassifier classifier = AudioClassifier.open(directory)) {
      Classification ofFile = classifier.classify(file);
      assertThat(classifier.classify(clip.samples(), Clips.RATE)).isEqualTo(ofFile);
      assertThat(ofFile.scores())
          .isSortedAccordingTo(Comparator.comparingDouble(Score::probability).reversed())
          .extracting(Score::label)
          .containsExactlyInAnyOrderElementsOf(Clips.LABELS);
      for (Score score : ofFile.scores()) {
        assertThat(score.probability())
            .isCloseTo(expected[Clips.LABELS.indexOf(score.label())], within(1e-6));
      }
      assertThat(ofFile.top(2)).isEqualTo(ofFile.scores().subList(0, 2));
      assertThat(ofFile.top(9)).isEqualTo(ofFile.scores());
      assertThat(ofFile.best()).isEqualTo(ofFile.top(1).get(0));
    }
  }

  @Test
  void windowsOfALongClipAreAveraged() {
    StoredModel model = Clips.model(Activation.SOFTMAX);
    Waveform clip = Clips.noise(LONG, 1);
    ClipWindows windows =
        new WindowExtractor(model.frontEnd(), Windowing.halfOverlap(model.frontEnd()))
            .extract(clip);
    assertThat(windows.spectrograms()).hasSizeGreaterThan(3);
    try (AudioClassifier classifier = new AudioClassifier(model)) {
      Classification whole = classifier.classify(clip.samples(), clip.sampleRate());
      double sum = 0;
      for (Spectrogram window : windows.spectrograms()) {
        sum += probability(classify(classifier, new ClipWindows(List.of(window))), "b");
      }
      assertThat(probability(whole, "b"))
          .isCloseTo(sum / windows.spectrograms().size(), within(1e-6));
    }
  }

  @Test
  void severalLabelsHaveProbabilitiesOfTheirOwn() {
    Waveform clip = Clips.noise(LONG, 1);
    try (AudioClassifier one = new AudioClassifier(Clips.model(Activation.SOFTMAX));
        AudioClassifier several = new AudioClassifier(Clips.model(Activation.SIGMOID))) {
      assertThat(sum(one.classify(clip.samples(), Clips.RATE))).isCloseTo(1, within(1e-5));
      assertThat(sum(several.classify(clip.samples(), Clips.RATE)))
          .isGreaterThan(0)
          .isNotCloseTo(1, within(0.1));
    }
  }

  @Test
  void aBatchGivesWhatEachClipGives() throws IOException {
    List<Waveform> clips =
        List.of(Clips.noise(LONG, 1), Clips.noise(SHORT, 2), Clips.noise(LONG + 3000, 3));
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < clips.size(); i++) {
      files.add(Clips.write(clips.get(i), folder.resolve(i + ".wav")));
    }
    try (AudioClassifier classifier = new AudioClassifier(Clips.model(Activation.SIGMOID))) {
      List<Classification> ofClips = classifier.classifyClips(clips);
      List<Classification> ofFiles = classifier.classifyFiles(files);
      assertThat(ofClips).hasSize(3).isEqualTo(ofFiles);
      for (int i = 0; i < clips.size(); i++) {
        Classification alone = classifier.classify(files.get(i));
        for (String label : Clips.LABELS) {
          assertThat(probability(ofClips.get(i), label))
              .isCloseTo(probability(alone, label), within(1e-6));
        }
      }
    }
  }

  /** More windows than a call of the graph takes, a part of a file, and a bad file. */
  @Test
  void aDataSetsClipsGetTheLabelsThatEachGetsAlone() throws IOException {
    List<AudioClip> clips = new ArrayList<>();
    List<Classification> expected = new ArrayList<>();
    try (AudioClassifier classifier = new AudioClassifier(Clips.model(Activation.SOFTMAX))) {
      for (int i = 0; i < 30; i++) {
        Waveform clip = Clips.noise(i % 2 == 0 ? SHORT : LONG, i);
        Path file = Clips.write(clip, folder.resolve(i + ".wav"));
        clips.add(new AudioClip(file, Optional.empty(), Optional.empty()));
        expected.add(classifier.classify(file));
      }
      Path last = clips.get(clips.size() - 1).path();
      Segment half = new Segment(0.5, 2);
      clips.add(new AudioClip(last, List.of(), Optional.empty(), Optional.of(half)));
      expected.add(classifier.classifyClips(List.of(AudioFiles.read(last, half))).get(0));
      Path bad = Files.writeString(folder.resolve("bad.wav"), "no audio");
      clips.add(3, new AudioClip(bad, Optional.empty(), Optional.empty()));

      BadClips skipped = BadClips.skipped();
      List<AudioClip> good = new ArrayList<>();
      List<Classification> actual = new ArrayList<>();
      classifier.classify(
          clips,
          skipped,
          done -> {},
          (clip, classification) -> {
            good.add(clip);
            actual.add(classification);
          });
      assertThat(skipped.count()).isEqualTo(1);
      clips.remove(3);
      assertThat(good).isEqualTo(clips);
      for (int i = 0; i < expected.size(); i++) {
        for (String label : Clips.LABELS) {
          assertThat(probability(actual.get(i), label))
              .isCloseTo(probability(expected.get(i), label), within(1e-6));
        }
      }
    }
  }

  @Test
  void aModelThatTruncatesLooksAtTheFirstWindowAlone() {
    StoredModel model = Clips.model(Activation.SOFTMAX);
    Waveform clip = Clips.noise(LONG, 1);
    Spectrogram first = new FeatureExtractor(model.frontEnd()).extract(clip);
    StoredModel truncating = model.withWindowing(Windowing.first(model.frontEnd()));
    try (AudioClassifier classifier = new AudioClassifier(truncating)) {
      assertThat(classifier.classify(clip.samples(), clip.sampleRate()))
          .isEqualTo(classify(classifier, new ClipWindows(List.of(first))));
    }
  }

  @Test
  void manyThreadsGetWhatOneGets() throws Exception {
    List<Waveform> clips = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      clips.add(Clips.noise(i % 2 == 0 ? SHORT : LONG, i));
    }
    ExecutorService threads = Executors.newFixedThreadPool(12);
    try (AudioClassifier classifier = new AudioClassifier(Clips.model(Activation.SOFTMAX))) {
      List<Classification> expected =
          clips.stream().map(clip -> classifier.classify(clip.samples(), Clips.RATE)).toList();
      List<Future<Classification>> actual = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        Waveform clip = clips.get(i % clips.size());
        actual.add(threads.submit(() -> classifier.classify(clip.samples(), Clips.RATE)));
      }
      for (int i = 0; i < actual.size(); i++) {
        assertThat(actual.get(i).get()).isEqualTo(expected.get(i % clips.size()));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void attentionIsAMapOverThePatches() {
    StoredModel model = Clips.model(Activation.SOFTMAX);
    Spectrogram logMel = new FeatureExtractor(model.frontEnd()).extract(Clips.noise(SHORT, 1));
    try (AudioClassifier classifier = new AudioClassifier(model);
        EncoderGraph graph = model.open()) {
      INDArray map = classifier.attention(logMel);
      assertThat(map.shape()).containsExactly(5, 9);
      assertThat(BatchedOutputs.attention(graph, List.of(logMel, logMel)).slice(1)).isEqualTo(map);
    }
  }

  @Test
  void afterClosingEveryCallSaysSo() {
    AudioClassifier classifier = new AudioClassifier(Clips.model(Activation.SOFTMAX));
    Waveform clip = Clips.noise(SHORT, 1);
    classifier.classify(clip.samples(), Clips.RATE);
    classifier.close();
    classifier.close();
    assertThatThrownBy(() -> classifier.classify(clip.samples(), Clips.RATE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the model is closed; open it again to use it");
    assertThatThrownBy(() -> classifier.classify(folder.resolve("any.wav")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatCannotBeClassifiedIsNamed() throws IOException {
    Clips.encoder().write(folder.resolve("encoder"));
    assertThatThrownBy(() -> AudioClassifier.open(folder.resolve("encoder")))
        .isInstanceOf(IOException.class)
        .hasMessage(
            folder.resolve("encoder") + ": an encoder without a classifier; fine-tune it first");
    try (AudioClassifier classifier = new AudioClassifier(Clips.model(Activation.SOFTMAX))) {
      assertThatThrownBy(() -> classifier.classify(folder.resolve("none.wav")))
          .isInstanceOf(AudioException.class)
          .hasMessageContaining("none.wav: no such file");
      assertThat(classifier.classifyFiles(List.of())).isEmpty();
    }
  }

  private static Classification classify(AudioClassifier classifier, ClipWindows clip) {
    return classifier.outputs(List.of(clip)).classifications(classifier.labels()).get(0);
  }

  private static double probability(Classification classification, String label) {
    return classification.scores().stream()
        .filter(score -> score.label().equals(label))
        .mapToDouble(Score::probability)
        .sum();
  }

  private static double sum(Classification classification) {
    return classification.scores().stream().mapToDouble(Score::probability).sum();
  }
}
