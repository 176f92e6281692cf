package org.mast4j.datavec.audio.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.mast4j.datavec.audio.frontend.Spectrogram;

class ClipLoaderTest {

  private static final int CLIPS = 30;
  private static final int CLIP_BYTES = 4 * 32 * 128;

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
    LoadedClips loaded =
        load(BadClips.refused(), done -> furthest.accumulateAndGet(done, Math::max));
    assertEquals(CLIPS, furthest.get());
    assertEachHasItsFeatures(loaded, CLIPS);
  }

  @Test
  void aDataSetLoadsItselfAndIsLookedAtBySplit() throws Exception {
    AudioDataset dataset = AudioDataset.open(folder);
    List<AudioClip> inTurn = new ArrayList<>();
    for (AudioClip clip : dataset.clips()) {
      Split split = inTurn.size() % 3 == 0 ? Split.TEST : Split.TRAIN;
      inTurn.add(new AudioClip(clip.path(), clip.label(), Optional.of(split)));
    }
    LoadedClips loaded = dataset.withClips(inTurn).load(extractor.config());
    assertEachHasItsFeatures(loaded, CLIPS);
    assertEachHasItsFeatures(loaded.of(Split.TEST), CLIPS / 3);
    assertEquals(inTurn.get(3), loaded.of(Split.TEST).clips().get(1));
    assertEquals(0, loaded.of(Split.VALIDATION).clips().size());
    Path bad = damage(4);
    AudioException error =
        assertThrows(AudioException.class, () -> dataset.load(extractor.config()));
    assertEquals(bad, error.source());
  }

  @Test
  void clipsBeyondTheMemoryAreReadAnew() throws Exception {
    int kept = 10;
    LoadedClips loaded = load(BadClips.refused(), done -> {}, kept * CLIP_BYTES + CLIP_BYTES / 2);
    assertEachHasItsFeatures(loaded, CLIPS);
    for (int i = 0; i < kept; i++) {
      damage(i);
    }
    Path gone = damage(kept);
    loaded.features().subList(0, kept).forEach(Spectrogram::frames);
    UncheckedIOException error =
        assertThrows(UncheckedIOException.class, () -> loaded.features().get(kept));
    assertEquals(gone, ((AudioException) error.getCause()).source());
    assertEquals(error.getCause().getMessage(), error.getMessage());
  }

  @Test
  void theHashCodeOfTheFeaturesIsKnownFromLoading() throws Exception {
    LoadedClips all = load(BadClips.refused(), done -> {});
    LoadedClips few = load(BadClips.refused(), done -> {}, 3 * CLIP_BYTES);
    for (int i = 0; i < CLIPS; i++) {
      damage(i);
    }
    assertEquals(List.copyOf(all.features()).hashCode(), few.features().hashCode());
    LoadedClips some = few.where(clip -> !clip.equals(all.clips().get(5)));
    List<Spectrogram> without = new ArrayList<>(all.features());
    without.remove(5);
    assertEquals(without.hashCode(), some.features().hashCode());
  }

  @Test
  void badClipsAreKnownAlthoughNoneIsKept() throws Exception {
    Path bad = damage(25);
    BadClips badClips = BadClips.skipped();
    LoadedClips loaded = load(badClips, done -> {}, 0);
    assertEquals(bad, badClips.problems().get(0).source());
    assertEachHasItsFeatures(loaded, CLIPS - 1);
  }

  @Test
  void aSelectionKeepsClipsAndFeaturesTogether() throws Exception {
    LoadedClips loaded = load(BadClips.refused(), done -> {}, 3 * CLIP_BYTES);
    LoadedClips third = loaded.where(clip -> clip.path().toString().matches(".*[147]\\.wav"));
    assertEachHasItsFeatures(third, 9);
    assertEachHasItsFeatures(third.where(clip -> clip.path().endsWith("tone-21.wav")), 1);
  }

  private void assertEachHasItsFeatures(LoadedClips loaded, int clips) throws AudioException {
    assertEquals(clips, loaded.clips().size());
    assertEquals(clips, loaded.features().size());
    for (int i = 0; i < clips; i++) {
      assertArrayEquals(
          extractor.extract(loaded.clips().get(i).path()).values(),
          loaded.features().get(i).values());
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
    assertEachHasItsFeatures(load(badClips, done -> {}), CLIPS - 2);
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
  void whatIsNoBadClipIsNotSkipped() {
    UncheckedIOException full = new UncheckedIOException(new IOException("the disk is full"));
    IntConsumer progress =
        done -> {
          throw full;
        };
    assertSame(
        full, assertThrows(UncheckedIOException.class, () -> load(BadClips.skipped(), progress)));
  }

  @Test
  void aSegmentIsThatPartOfTheFile() throws Exception {
    Path file = folder.resolve("tone-00.wav");
    float[] samples = AudioFiles.read(file).samples();
    assertArrayEquals(
        extractor.extract(new Waveform(Arrays.copyOfRange(samples, 400, 1200), 16_000)).values(),
        segment(file, 0.025, 0.075).values());
    assertArrayEquals(
        extractor.extract(new Waveform(Arrays.copyOfRange(samples, 800, 1600), 16_000)).values(),
        segment(file, 0.05, 0.15).values());
    assertEquals(32, segment(file, 0, 1e-6).frames());
    AudioException error = assertThrows(AudioException.class, () -> segment(file, 0.1, 0.2));
    assertTrue(error.getMessage().contains("lasts 0.100 s"), error.getMessage());
  }

  private Spectrogram segment(Path file, double start, double end) throws AudioException {
    AudioClip clip =
        new AudioClip(file, List.of(), Optional.empty(), Optional.of(new Segment(start, end)));
    return new ClipLoader(extractor, BadClips.refused(), 0)
        .load(List.of(clip), done -> {})
        .features()
        .get(0);
  }

  private LoadedClips load(BadClips badClips, IntConsumer progress) throws IOException {
    return load(badClips, progress, Long.MAX_VALUE);
  }

  private LoadedClips load(BadClips badClips, IntConsumer progress, long maxBytes)
      throws IOException {
    return new ClipLoader(extractor, badClips, maxBytes)
        .load(AudioDataset.open(folder).clips(), progress);
  }

  private Path damage(int clip) throws IOException {
    return Files.write(folder.resolve("tone-%02d.wav".formatted(clip)), new byte[0]);
  }
}
