package org.mast4j.datavec.audio.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mast4j.datavec.audio.cache.FeatureCache;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;
import org.mast4j.datavec.audio.internal.io.CsvFile;

/** Reading threads that somebody interrupts, as DL4J's AsyncDataSetIterator does at each reset. */
class InterruptTest {

  private static final int READS = 100;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"WAV", "AIFF", "AU", "FLAC", "MP3", "VORBIS", "AAC"})
  void aThreadInterruptedBeforeItReadsGetsTheSamplesAndStaysInterrupted(Encoding encoding)
      throws IOException {
    Path file = encoding.write(folder, 1);
    float[] samples = AudioFiles.read(file).samples();
    Thread.currentThread().interrupt();
    float[] again = AudioFiles.read(file).samples();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(again).isEqualTo(samples);
  }

  @ParameterizedTest
  @EnumSource(names = {"WAV", "AIFF", "AU", "FLAC", "MP3", "VORBIS", "AAC"})
  void interruptsAtRandomMomentsLeaveTheSamplesAsTheyAre(Encoding encoding)
      throws IOException, InterruptedException, ExecutionException {
    Path file = encoding.write(folder, 1);
    float[] samples = AudioFiles.read(file).samples();
    long start = System.nanoTime();
    AudioFiles.read(file);
    long duration = System.nanoTime() - start;
    Random random = new Random(1);
    for (int i = 0; i < READS; i++) {
      FutureTask<float[]> reading = new FutureTask<>(() -> AudioFiles.read(file).samples());
      Thread reader = new Thread(reading);
      reader.start();
      long wait = random.nextLong(duration);
      Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
      reader.interrupt();
      assertThat(reading.get()).isEqualTo(samples);
    }
  }

  @Test
  void featuresThatAnInterruptedThreadMakesAreCachedAsEver() throws IOException {
    Path file = Encoding.FLAC.write(folder, 1);
    FeatureExtractor extractor = new FeatureExtractor(FrontEndConfig.librosa().withFrames(64));
    FeatureCache cache = FeatureCache.open(folder.resolve("cache"), 1 << 20);
    Thread.currentThread().interrupt();
    List<float[]> features = new ArrayList<>();
    for (int i = 0; i < 2; i++) { // made, then read
      features.add(cache.over(extractor).extract(file).values());
    }
    assertThat(Thread.interrupted()).isTrue();
    assertThat(features).containsOnly(extractor.extract(file).values());
  }

  @Test
  void otherFilesAreReadAndWrittenByAnInterruptedThread() throws IOException {
    Path csv = folder.resolve("list.csv");
    Thread.currentThread().interrupt();
    AtomicFiles.write(csv, "a.wav,cat\n".getBytes(StandardCharsets.UTF_8));
    List<List<String>> rows = new ArrayList<>();
    CsvFile.read(csv, row -> rows.add(row.cells()));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(rows).containsExactly(List.of("a.wav", "cat"));
    assertThat(folder).isDirectoryNotContaining(p -> !p.equals(csv));
  }
}
