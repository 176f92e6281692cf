package org.mast4j.datavec.audio.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mast4j.datavec.audio.AudioException;

/** Damage that a file's own checksums show, and sound files that they must not refuse. */
class ChecksumTest {

  private static final int FLIPS = 150;
  private static final int STREAM_INFO = 8;
  private static final int MD5 = STREAM_INFO + 18;

  @TempDir Path folder;

  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("clip");
  }

  @ParameterizedTest
  @EnumSource(
      names = {"FLAC", "FLAC_24", "OGG_FLAC", "VORBIS", "OPUS", "MATROSKA_FLAC", "WAVPACK", "AC3"})
  void noFlippedBitChangesASampleUnseen(Encoding encoding) throws IOException {
    byte[] whole = Files.readAllBytes(encoding.write(folder, 1));
    float[] samples = AudioFiles.read(Files.write(file, whole)).samples();
    int refused = 0;
    for (int i = 0; i < FLIPS; i++) {
      byte[] damaged = whole.clone();
      damaged[(int) ((long) i * whole.length / FLIPS)] ^= (byte) (1 << i % 8);
      Files.write(file, damaged);
      try {
        assertThat(AudioFiles.read(file).samples()).as("flip %s", i).isEqualTo(samples);
      } catch (AudioException e) {
        assertThat(e).hasMessageStartingWith(file + ": ");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(FLIPS / 2);
  }

  @Test
  void aFlacFrameWithAWrongCrcIsRefused() throws IOException {
    byte[] flac = Files.readAllBytes(Encoding.FLAC.write(folder, 1));
    Arrays.fill(flac, MD5, MD5 + 16, (byte) 0); // the frames' own checksums are enough
    flac[flac.length / 2] ^= 1;
    assertRefused(flac, "truncated or damaged after");
  }

  @Test
  void aFlacWhoseSamplesHaveAnotherMd5IsRefused() throws IOException {
    byte[] flac = Files.readAllBytes(Encoding.FLAC.write(folder, 1));
    flac[MD5] ^= 1;
    assertRefused(flac, "damaged: its sound has a wrong checksum");
  }

  @Test
  void aFlacFromAPipeKnowsNeitherItsMd5NorItsLength() throws IOException {
    byte[] flac = Files.readAllBytes(Encoding.FLAC.write(folder, 1));
    float[] samples = AudioFiles.read(Files.write(file, flac)).samples();
    Arrays.fill(flac, MD5, MD5 + 16, (byte) 0);
    flac[STREAM_INFO + 13] &= (byte) 0xF0;
    Arrays.fill(flac, STREAM_INFO + 14, MD5, (byte) 0);
    assertThat(AudioFiles.read(Files.write(file, flac)).samples()).isEqualTo(samples);
  }

  @Test
  void anOggPageWithAWrongCrcIsRefused() throws IOException {
    byte[] ogg = Files.readAllBytes(Encoding.VORBIS.write(folder, 1));
    ogg[ogg.length / 2] ^= 1;
    assertRefused(ogg, "damaged: the Ogg page at byte ");
  }

  @Test
  void anOggPageWhoseBeginningIsOverwrittenIsRefused() throws IOException {
    byte[] ogg = Files.readAllBytes(Encoding.VORBIS.write(folder, 2));
    int page = new String(ogg, StandardCharsets.ISO_8859_1).indexOf("OggS", ogg.length / 2);
    ogg[page] = 0;
    assertRefused(ogg, "damaged: what should be an Ogg page at byte " + page);
  }

  @Test
  void aMatroskaClusterWithAWrongCrcIsRefused() throws IOException {
    byte[] matroska = Files.readAllBytes(Encoding.MATROSKA_FLAC.write(folder, 1));
    matroska[matroska.length / 2] ^= 1;
    assertRefused(matroska, "damaged: a cluster at byte ");
  }

  @Test
  void anMp3FrameWithAWrongCrcIsRefused() throws IOException {
    byte[] mp3 = protectedMp3();
    AudioFiles.read(Files.write(file, mp3)); // whole
    int frame = mp3.length / 2;
    while (!isProtectedFrame(mp3, frame)) {
      frame++;
    }
    mp3[frame + 6 + 8] ^= 1; // within the side information
    assertRefused(mp3, "damaged: 1 of its frames has a wrong checksum");
  }

  @Test
  void anMp3WhoseWriterGotEveryCrcWrongIsRead() throws IOException {
    byte[] mp3 = protectedMp3();
    float[] samples = AudioFiles.read(Files.write(file, mp3)).samples();
    for (int at = 0; at + 6 < mp3.length; at++) {
      if (isProtectedFrame(mp3, at)) {
        mp3[at + 4] ^= 0x55;
      }
    }
    assertThat(AudioFiles.read(Files.write(file, mp3)).samples()).isEqualTo(samples);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "FLAC",
        "OGG_FLAC",
        "VORBIS",
        "OPUS",
        "MATROSKA_FLAC",
        "WEBM_OPUS",
        "WAVPACK",
        "MP3",
        "MP2",
        "ADTS",
        "CAF",
        "WMA",
        "AAC",
        "WAV",
        "AIFF"
      })
  void aTagBehindTheSoundIsNoDamage(Encoding encoding) throws IOException {
    byte[] whole = Files.readAllBytes(encoding.write(folder, 1));
    float[] samples = AudioFiles.read(Files.write(file, whole)).samples();
    byte[] tagged = Arrays.copyOf(whole, whole.length + 128);
    System.arraycopy("TAGTitle".getBytes(StandardCharsets.US_ASCII), 0, tagged, whole.length, 8);
    assertThat(AudioFiles.read(Files.write(file, tagged)).samples()).isEqualTo(samples);
  }

  @ParameterizedTest
  @EnumSource(names = {"VORBIS", "OGG_FLAC", "MP3", "FLAC", "ADTS"})
  void filesPutOneBehindTheOtherAreRead(Encoding encoding) throws IOException {
    byte[] whole = Files.readAllBytes(encoding.write(folder, 1));
    int samples = AudioFiles.read(Files.write(file, whole)).samples().length;
    byte[] twice = Arrays.copyOf(whole, 2 * whole.length);
    System.arraycopy(whole, 0, twice, whole.length, whole.length);
    assertThat(AudioFiles.read(Files.write(file, twice)).samples().length)
        .isGreaterThanOrEqualTo(2 * samples);
  }

  /** MPEG 2, layer 3. */
  private static boolean isProtectedFrame(byte[] mp3, int at) {
    return mp3[at] == -1 && (mp3[at + 1] & 0xFF) == 0xE2;
  }

  /** Of LAME's option -p. */
  private static byte[] protectedMp3() throws IOException {
    return Files.readAllBytes(Path.of("src/test/resources/samples/tone-crc.mp3"));
  }

  private void assertRefused(byte[] content, String problem) throws IOException {
    Files.write(file, content);
    assertThatExceptionOfType(AudioException.class)
        .isThrownBy(() -> AudioFiles.read(file))
        .withMessageStartingWith(file + ": ")
        .withMessageContaining(problem);
  }
}
