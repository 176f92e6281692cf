package org.mast4j.datavec.audio.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.WavFile;
import org.mast4j.datavec.audio.frontend.ClipFeatures;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;

class FeatureCacheTest {

  private static final FrontEndConfig FRONT_END = FrontEndConfig.librosa().withFrames(32);
  private static final long MAX_BYTES = 1 << 20;

  @TempDir Path folder;

  private final FeatureExtractor extractor = new FeatureExtractor(FRONT_END);
  private Path directory;
  private Path clip;
  private FeatureCache cache;

  @BeforeEach
  void openCache() throws IOException {
    directory = folder.resolve("cache");
    clip = WavFile.tone(folder.resolve("clip.wav"), 440, 0.2);
    cache = FeatureCache.open(directory, MAX_BYTES);
  }

  @Test
  void theSecondReadComesFromTheFileOfTheFirst() throws IOException {
    ClipFeatures cached = cache.over(extractor);
    float[] expected = extractor.extract(clip).values();
    assertThat(cached.extract(clip).values()).isEqualTo(expected);
    Path entry = entries().get(0);
    FileTime longAgo = FileTime.from(Instant.EPOCH);
    Files.setLastModifiedTime(entry, longAgo);
    assertThat(cached.extract(clip).values()).isEqualTo(expected);
    assertThat(entries()).containsExactly(entry);
    assertThat(Files.getLastModifiedTime(entry)).as("read now").isGreaterThan(longAgo);
  }

  /** Same path, same size, same time of change: only the content differs. */
  @Test
  void aChangedFileNeverGetsItsOldFeatures() throws IOException {
    ClipFeatures cached = cache.over(extractor);
    FileTime time = Files.getLastModifiedTime(clip);
    long size = Files.size(clip);
    cached.extract(clip);
    WavFile.tone(clip, 880, 0.2);
    Files.setLastModifiedTime(clip, time);
    assertThat(Files.size(clip)).isEqualTo(size);
    assertThat(cached.extract(clip).values()).isEqualTo(extractor.extract(clip).values());
    assertThat(entries()).hasSize(2);
  }

  @Test
  void aCopyUnderAnotherNameSharesTheEntry() throws IOException {
    ClipFeatures cached = cache.over(extractor);
    cached.extract(clip);
    cached.extract(Files.copy(clip, folder.resolve("copy.wav")));
    assertThat(entries()).hasSize(1);
  }

  @Test
  void anotherFrontEndHasItsOwnEntries() throws IOException {
    FeatureExtractor normalised = new FeatureExtractor(FRONT_END.withStatistics(-8, 4));
    cache.over(extractor).extract(clip);
    assertThat(cache.over(normalised).extract(clip).values())
        .isEqualTo(normalised.extract(clip).values());
    assertThat(entries()).hasSize(2);
    FeatureExtractor mfcc = new FeatureExtractor(FrontEndConfig.librosaMfcc().withFrames(32));
    for (int i = 0; i < 2; i++) {
      assertThat(cache.over(mfcc).extract(clip).values()).isEqualTo(mfcc.extract(clip).values());
    }
    assertThat(entries()).hasSize(3);
  }

  @Test
  void aDamagedEntryIsMadeAgain() throws IOException {
    ClipFeatures cached = cache.over(extractor);
    float[] expected = cached.extract(clip).values();
    Path entry = entries().get(0);
    byte[] sound = Files.readAllBytes(entry);
    int[] places = {0, 8, 70, 72, 76, 80, 5_000, sound.length - 8, sound.length - 1};
    for (int place : places) {
      byte[] flipped = sound.clone();
      flipped[place] ^= 4;
      Files.write(entry, flipped);
      assertThat(cached.extract(clip).values()).as("byte " + place).isEqualTo(expected);
      assertThat(Files.readAllBytes(entry)).isEqualTo(sound);
    }
    for (int length : new int[] {0, 40, sound.length - 1, sound.length + 1}) {
      Files.write(entry, java.util.Arrays.copyOf(sound, length));
      assertThat(cached.extract(clip).values()).as(length + " bytes").isEqualTo(expected);
      assertThat(Files.readAllBytes(entry)).isEqualTo(sound);
    }
  }

  @Test
  void anEntryUnderAnotherKeyIsNotTrusted() throws IOException {
    ClipFeatures cached = cache.over(extractor);
    cached.extract(clip);
    Path first = entries().get(0);
    Path other = WavFile.tone(folder.resolve("other.wav"), 880, 0.2);
    float[] expected = cached.extract(other).values();
    Path second = entries().stream().filter(e -> !e.equals(first)).findFirst().orElseThrow();
    Files.write(second, Files.readAllBytes(first));
    assertThat(cached.extract(other).values()).isEqualTo(expected);
  }

  @Test
  void badFilesAreNotCached() throws IOException {
    ClipFeatures cached = cache.over(extractor);
    Path empty = Files.write(folder.resolve("empty.wav"), new byte[0]);
    for (Path bad : List.of(empty, folder.resolve("missing.wav"), folder)) {
      assertThatThrownBy(() -> cached.extract(bad))
          .isInstanceOf(AudioException.class)
          .hasMessageStartingWith(bad.toString());
    }
    assertThat(entries()).isEmpty();
  }

  @Test
  void theBoundHoldsAndTheLeastRecentlyReadGoFirst() throws IOException {
    ClipFeatures cached = cache.over(extractor);
    long bytes = CacheEntry.bytes(32, 128); // 16 KiB: 63 fill the cache
    cached.extract(clip);
    Path favourite = entries().get(0);
    for (int i = 0; i < 130; i++) {
      cached.extract(WavFile.tone(folder.resolve("tone.wav"), 300 + i, 0.05));
      cached.extract(clip);
      assertThat(cache.bytes()).isLessThanOrEqualTo(MAX_BYTES + MAX_BYTES / 16);
    }
    assertThat(cache.bytes()).isGreaterThan(40 * bytes);
    assertThat(favourite).exists();
  }

  @Test
  void clearingLeavesOtherFilesAlone() throws IOException {
    ClipFeatures cached = cache.over(extractor);
    cached.extract(clip);
    Path notes = Files.writeString(directory.resolve("notes.txt"), "keep me");
    cache.clear();
    assertThat(cache.bytes()).isZero();
    assertThat(entries()).isEmpty();
    assertThat(notes).exists();
    assertThat(cached.extract(clip).values()).isEqualTo(extractor.extract(clip).values());
  }

  @Test
  void whatAKilledProcessLeftBehindIsRemovedAfterADay() throws IOException {
    cache.over(extractor).extract(clip);
    Path entry = entries().get(0);
    Path fresh = Files.write(AtomicFiles.temporaryIn(entry.getParent()), new byte[9]);
    FeatureCache.open(directory, MAX_BYTES);
    assertThat(fresh).exists();
    Files.setLastModifiedTime(fresh, FileTime.from(Instant.now().minusSeconds(90_000)));
    FeatureCache.open(directory, MAX_BYTES);
    assertThat(fresh).doesNotExist();
  }

  @Test
  void aFolderThatCantBeWrittenIsNoError() throws IOException {
    ClipFeatures cached = cache.over(extractor);
    Files.delete(directory);
    Files.writeString(directory, "in the way");
    for (int i = 0; i < 2; i++) {
      assertThat(cached.extract(clip).values()).isEqualTo(extractor.extract(clip).values());
    }
    assertThatThrownBy(() -> FeatureCache.open(directory, MAX_BYTES))
        .isInstanceOf(AudioException.class)
        .hasMessageContaining("isn't a folder");
  }

  @Test
  void threadsAndCachesOverOneFolderGetTheSame() throws Exception {
    List<Path> clips =
        IntStream.range(0, 12).mapToObj(i -> tone("c" + i + ".wav", 200 + 100 * i)).toList();
    List<ClipFeatures> caches =
        List.of(cache.over(extractor), FeatureCache.open(directory, MAX_BYTES).over(extractor));
    IntStream.range(0, 240)
        .parallel()
        .forEach(
            i -> {
              Path file = clips.get(i % clips.size());
              try {
                assertThat(caches.get(i % 2).extract(file).values())
                    .isEqualTo(extractor.extract(file).values());
              } catch (AudioException e) {
                throw new AssertionError(e);
              }
            });
    assertThat(entries()).hasSize(clips.size());
  }

  private Path tone(String name, double hertz) {
    try {
      return WavFile.tone(folder.resolve(name), hertz, 0.05);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".features")).toList();
    }
  }
}
