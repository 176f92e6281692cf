package org.mast4j.zoo.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEnd;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.zoo.Windowing;

class WindowExtractorTest {
  static List<FrontEndConfig> frontEnds() {
    return List.of(
        FrontEndConfig.librosa().withMels(64).withFrames(96).withStatistics(-3, 2),
        FrontEndConfig.kaldi().withMels(64).withFrames(96));
  }

  @ParameterizedTest
  @MethodSource("frontEnds")
  void aClipThatFitsIsWhatTheFeatureExtractorMakesOfIt(FrontEndConfig frontEnd) {
    for (int frames : new int[] {1, 50, 95, 96}) {
      Waveform clip = Clips.noise(frames * frontEnd.hopSamples(), 1);
      ClipWindows windows = extractor(frontEnd).extract(clip);
      assertThat(windows.spectrograms()).as(frames + " frames").hasSize(1);
      assertThat(windows.first().values())
          .isEqualTo(new FeatureExtractor(frontEnd).extract(clip).values());
    }
  }

  @ParameterizedTest
  @MethodSource("frontEnds")
  void windowsOfALongClipArePiecesOfItsLogMel(FrontEndConfig frontEnd) {
    Waveform clip = Clips.noise(200 * frontEnd.hopSamples(), 1);
    Spectrogram whole = frontEnd.normalize(FrontEnd.of(frontEnd).apply(clip));
    List<Spectrogram> windows = extractor(frontEnd).extract(clip).spectrograms();
    int last = Math.min(200, whole.frames()) - 96;
    int[] starts = {0, 48, 96, last};
    assertThat(windows).hasSize(starts.length);
    for (int i = 0; i < starts.length; i++) {
      int from = starts[i] * 64;
      assertThat(windows.get(i).values())
          .isEqualTo(Arrays.copyOfRange(whole.values(), from, from + 96 * 64));
    }
  }

  @Test
  void anotherRateCountsInSecondsNotSamples() {
    FrontEndConfig frontEnd = frontEnds().get(0);
    Waveform clip = new Waveform(Clips.noise(2 * 8000, 1).samples(), 8000); // 200 frames
    assertThat(extractor(frontEnd).extract(clip).spectrograms()).hasSize(4);
  }

  @Test
  void aWindowOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> new WindowExtractor(frontEnds().get(0), new Windowing(100, 50)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("window 100 frames; expected the front end's 96");
  }

  private static WindowExtractor extractor(FrontEndConfig frontEnd) {
    return new WindowExtractor(frontEnd, Windowing.halfOverlap(frontEnd));
  }
}
