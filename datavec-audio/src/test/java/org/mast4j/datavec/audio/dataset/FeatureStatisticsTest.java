package org.mast4j.datavec.audio.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.WavFile;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;

class FeatureStatisticsTest {

  @TempDir Path folder;

  @Test
  void normalisingByThemGivesMeanZeroAndHalfOrOneAsStd() throws IOException {
    WavFile.tone(folder.resolve("a.wav"), 300, 0.4);
    WavFile.tone(folder.resolve("b.wav"), 2000, 0.7);
    AudioDataset data = AudioDataset.open(folder);
    FrontEndConfig[] configs = {FrontEndConfig.librosa(), FrontEndConfig.kaldi()};
    double[] stds = {1, 0.5};
    for (int i = 0; i < configs.length; i++) {
      FrontEndConfig config = configs[i].withFrames(50);
      FeatureStatistics statistics =
          FeatureStatistics.compute(data.clips(), config, BadClips.refused(), done -> {});
      assertThat(statistics.clips()).isEqualTo(2);
      FeatureExtractor extractor = new FeatureExtractor(statistics.applyTo(config));
      double sum = 0;
      double squares = 0;
      int count = 0;
      for (AudioClip clip : data.clips()) {
        for (float value : extractor.extract(clip.path()).values()) {
          sum += value;
          squares += value * value;
          count++;
        }
      }
      assertThat(sum / count).isCloseTo(0, within(1e-4));
      assertThat(Math.sqrt(squares / count)).isCloseTo(stds[i], within(1e-4));
    }
  }

  @Test
  void silenceAloneIsRefused() throws IOException {
    WavFile.floats(folder.resolve("a.wav"), 16_000, new float[8_000]);
    WavFile.floats(folder.resolve("b.wav"), 16_000, new float[4_000]);
    for (FrontEndConfig config : List.of(FrontEndConfig.kaldi(), FrontEndConfig.librosa())) {
      assertThatExceptionOfType(AudioException.class)
          .isThrownBy(
              () ->
                  FeatureStatistics.compute(
                      AudioDataset.open(folder).clips(), config, BadClips.refused(), done -> {}))
          .withMessageContaining("a.wav: silent, as are all other clips, 2 in all;");
    }
    WavFile.tone(folder.resolve("c.wav"), 300, 0.4);
    assertThat(
            FeatureStatistics.compute(
                    AudioDataset.open(folder).clips(),
                    FrontEndConfig.kaldi(),
                    BadClips.refused(),
                    done -> {})
                .clips())
        .isEqualTo(3);
  }

  @Test
  void badClipsAreListedOrRefused() throws IOException {
    WavFile.tone(folder.resolve("a.wav"), 300, 0.4);
    Files.createFile(folder.resolve("b.wav"));
    AudioDataset data = AudioDataset.open(folder);
    FrontEndConfig config = FrontEndConfig.librosa();
    BadClips skipped = BadClips.skipped();
    assertThat(FeatureStatistics.compute(data.clips(), config, skipped, done -> {}).clips())
        .isEqualTo(1);
    assertThat(skipped.problems()).singleElement().asString().contains("b.wav: empty file");
    assertThatExceptionOfType(AudioException.class)
        .isThrownBy(
            () -> FeatureStatistics.compute(data.clips(), config, BadClips.refused(), done -> {}))
        .withMessageContaining("b.wav");
  }
}
