package org.mast4j.datavec.audio.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.WavFile;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.decode.AudioFiles;
import org.mast4j.datavec.audio.decode.Segment;
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

  @Test
  void aSegmentIsThatPartOfTheFile() throws Exception {
    Path file = folder.resolve("tone-00.wav");
    float[] samples = AudioFiles.read(file).samples();
    assertArrayEquals(
        extractor.extract(new Waveform(Arrays.copyOfRange(samples, 400, 1200), 16_000)).values(),
        segment(file, 0.025, 0.075).get(0).features().values());
    assertArrayEquals(
        extractor.extract(new Waveform(Arrays.copyOfRange(samples, 800, 1600), 16_000)).values(),
        segment(file, 0.05, 0.15).get(0).features().values());
    assertEquals(1, segment(file, 0, 1e-6).size());
    AudioException error = assertThrows(AudioException.class, () -> segment(file, 0.1, 0.2));
    assertTrue(error.getMessage().contains("lasts 0.100 s"), error.getMessage());
  }

  private List<LoadedClip> segment(Path file, double start, double end)
      throws IOException, InterruptedException {
    AudioClip clip =
        new AudioClip(file, List.of(), Optional.empty(), Optional.of(new Segment(start, end)));
    return new ClipLoader(extractor, BadClips.refused()).load(List.of(clip), done -> {});
  }

  private List<LoadedClip> load(BadClips badClips, IntConsumer progress)
      throws IOException, InterruptedException {
    return new ClipLoader(extractor, badClips).load(AudioDataset.open(folder).clips(), progress);
  }

  private Path damage(int clip) throws IOException {
    return Files.write(folder.resolve("tone-%02d.wav".formatted(clip)), new byte[0]);
  }
}
