package org.mast4j.datavec.audio.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.WavFile;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;

class ClipLoaderTest {

  private static final int CLIPS = 30;

  @TempDir Path folder;

  private final FeatureExtractor extractor =
      new FeatureExtractor(FrontEndConfig.librosa().withFrames(32));

  @BeforeEach
  void writeTones() throws IOException {
    for (int i = 0; i < CLIPS; i++) {
      WavFile.tone(folder.resolve("tone-%02d.wav".formatted(i)), 200 + 50 * i, 0.1);
    }
  }

  @Test
  void clipsComeInTheirOrder() throws Exception {
    AtomicInteger furthest = new AtomicInteger();
    List<LoadedClip> loaded =
        load(BadClips.refused(), done -> furthest.accumulateAndGet(done, Math::max));
    assertEquals(CLIPS, loaded.size());
    assertEquals(CLIPS, furthest.get());
    for (LoadedClip clip : loaded) {
      assertArrayEquals(extractor.extract(clip.clip().path()).values(), clip.features().values());
    }
  }

  @Test
  void theFirstBadClipIsAnErrorThatNamesIt() throws IOException {
    Path bad = damage(3);
    damage(20);
    AudioException error =
        assertThrows(AudioException.class, () -> load(BadClips.refused(), done -> {}));
    assertEquals(bad, error.source());
  }

  @Test
  void badClipsCanBeSkippedAndAreListed() throws Exception {
    Path first = damage(3);
    Path second = damage(20);
    BadClips badClips = BadClips.skipped();
    assertEquals(CLIPS - 2, load(badClips, done -> {}).size());
    assertEquals(2, badClips.count());
    assertEquals(
        List.of(first, second), badClips.problems().stream().map(AudioException::source).toList());
  }

  @Test
  void nothingButBadClipsIsAnErrorAllTheSame() throws IOException {
    for (int i = 0; i < CLIPS; i++) {
      damage(i);
    }
    AudioException error =
        assertThrows(AudioException.class, () -> load(BadClips.skipped(), done -> {}));
    assertTrue(error.getMessage().contains("30 in all"), error.getMessage());
  }

  private List<LoadedClip> load(BadClips badClips, IntConsumer progress)
      throws IOException, InterruptedException {
    return new ClipLoader(extractor, badClips).load(AudioDataset.open(folder).clips(), progress);
  }

  private Path damage(int clip) throws IOException {
    return Files.write(folder.resolve("tone-%02d.wav".formatted(clip)), new byte[0]);
  }
}
