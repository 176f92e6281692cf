package org.mast4j.datavec.audio.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.WavFile;

/** Files of writers that couldn't come back to put the right size, and those that only look so. */
class StreamedSizeTest {

  private static final int SAMPLES = 1600;
  private static final int RIFF_SIZE = 4;
  private static final int HEADER_BYTES = 44;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        2_000_000_000L,
        2_000_000_036L,
        0x7FFFEFDCL,
        0x7FFFF000L,
        0x7FFFFFDBL,
        0x7FFFFFFFL,
        0x80000000L,
        0xFFFFF000L,
        0xFFFFFFDBL,
        0xFFFFFFFFL
      })
  void aWavWithAPlaceholderForItsSizeRunsToTheEnd(long declared) throws IOException {
    byte[] data = ramp();
    Path file = folder.resolve("a.wav");
    byte[] wav =
        Files.readAllBytes(WavFile.write(file, WavFile.PCM, 1, 16_000, 16, declared, data));
    for (int riffSize : new int[] {0, -1, (int) declared, 36 + data.length}) {
      ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN).putInt(RIFF_SIZE, riffSize);
      assertThat(AudioFiles.read(Files.write(file, wav)).samples())
          .hasSize(SAMPLES)
          .endsWith((SAMPLES - 1) / 32768f);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {3202, 6400, 1_000_000_000L, 1_999_990_000L, 2_100_000_000L, 0xF0000000L})
  void aWavThatDeclaresMoreThanItHoldsIsTruncated(long declared) throws IOException {
    Path file = folder.resolve("a.wav");
    WavFile.write(file, WavFile.PCM, 1, 16_000, 16, declared, ramp());
    assertTruncated(file, "declares " + declared / 2 + " samples, the file holds " + SAMPLES);
  }

  @Test
  void anEmptyWavWithAListBehindItsDataHoldsNoSamples() throws IOException {
    byte[] list = {'L', 'I', 'S', 'T', 4, 0, 0, 0, 'I', 'N', 'F', 'O'};
    Path file = folder.resolve("a.wav");
    WavFile.write(file, WavFile.PCM, 1, 16_000, 16, 0, list);
    assertThatExceptionOfType(AudioException.class)
        .isThrownBy(() -> AudioFiles.read(file))
        .withMessageContaining("holds no samples");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RF64", "BW64"})
  void sizesOfMoreThan32BitsStandInAChunkOfTheirOwn(String name) throws IOException {
    assertThat(AudioFiles.read(large(name, 2 * SAMPLES)).samples()).hasSize(SAMPLES);
    assertThat(AudioFiles.read(large(name, 0)).samples()).hasSize(SAMPLES);
    assertThat(AudioFiles.read(large(name, -1)).samples()).hasSize(SAMPLES);
    assertTruncated(large(name, 4 * SAMPLES), "declares 3200 samples, the file holds 1600");
  }

  @Test
  void aWave64FromAPipeRunsToTheEndAndATruncatedOneIsRefused() throws IOException {
    Path file = Encoding.WAVE64.write(folder, 1);
    float[] samples = AudioFiles.read(file).samples();
    byte[] bytes = Files.readAllBytes(file);
    int size = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("data") + 16;
    byte[] streamed = bytes.clone();
    ByteBuffer.wrap(streamed).order(ByteOrder.LITTLE_ENDIAN).putLong(size, Long.MAX_VALUE);
    assertThat(AudioFiles.read(Files.write(file, streamed)).samples()).isEqualTo(samples);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertTruncated(file, "declares 48000 samples");
  }

  /** FFmpeg leaves zeros, sox 0x7f000000 bytes and as many samples as they are. */
  @Test
  void anAiffFromAPipeRunsToTheEnd() throws IOException {
    Path file = Encoding.AIFF.write(folder, 1);
    float[] samples = AudioFiles.read(file).samples();
    ByteBuffer aiff = ByteBuffer.wrap(Files.readAllBytes(file));
    int frames = find(aiff, "COMM") + 10;
    int size = find(aiff, "SSND") + 4;
    aiff.putInt(frames, 0).putInt(size, 0);
    assertThat(AudioFiles.read(Files.write(file, aiff.array())).samples()).isEqualTo(samples);
    aiff.putInt(frames, 0x7F000000 / 4).putInt(size, 0x7F000008);
    assertThat(AudioFiles.read(Files.write(file, aiff.array())).samples()).isEqualTo(samples);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 0x7FFFFFFF})
  void anAuFromAPipeRunsToTheEnd(int declared) throws IOException {
    Path file = Encoding.AU.write(folder, 1);
    float[] samples = AudioFiles.read(file).samples();
    ByteBuffer au = ByteBuffer.wrap(Files.readAllBytes(file)).putInt(8, declared);
    assertThat(AudioFiles.read(Files.write(file, au.array())).samples()).isEqualTo(samples);
  }

  @Test
  void aCafFromAPipeRunsToTheEndAndATruncatedOneIsRefused() throws IOException {
    Path file = Encoding.CAF.write(folder, 1);
    float[] samples = AudioFiles.read(file).samples();
    ByteBuffer caf = ByteBuffer.wrap(Files.readAllBytes(file));
    byte[] cut = Arrays.copyOf(caf.array(), caf.limit() / 2);
    caf.putLong(find(caf, "data") + 4, -1);
    assertThat(AudioFiles.read(Files.write(file, caf.array())).samples()).isEqualTo(samples);
    assertTruncated(Files.write(file, cut), "it ends within its chunk data");
  }

  private static int find(ByteBuffer bytes, String tag) {
    return new String(bytes.array(), StandardCharsets.ISO_8859_1).indexOf(tag);
  }

  private Path large(String name, long dataBytes) throws IOException {
    byte[] plain =
        Files.readAllBytes(
            WavFile.write(
                folder.resolve("a.wav"), WavFile.PCM, 1, 16_000, 16, 0xFFFFFFFFL, ramp()));
    ByteBuffer bytes = ByteBuffer.allocate(plain.length + 36).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(name.getBytes(StandardCharsets.US_ASCII)).putInt(-1).put(plain, 8, 4);
    bytes.put("ds64".getBytes(StandardCharsets.US_ASCII)).putInt(28);
    bytes.putLong(dataBytes + HEADER_BYTES).putLong(dataBytes).putLong(dataBytes / 2).putInt(0);
    bytes.put(plain, 12, plain.length - 12);
    return Files.write(folder.resolve("large.wav"), bytes.array());
  }

  private static byte[] ramp() {
    ByteBuffer samples = ByteBuffer.allocate(2 * SAMPLES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < SAMPLES; i++) {
      samples.putShort((short) i);
    }
    return samples.array();
  }

  private static void assertTruncated(Path file, String evidence) {
    assertThatExceptionOfType(AudioException.class)
        .isThrownBy(() -> AudioFiles.read(file))
        .withMessageStartingWith(file + ": truncated")
        .withMessageContaining(evidence);
  }
}
