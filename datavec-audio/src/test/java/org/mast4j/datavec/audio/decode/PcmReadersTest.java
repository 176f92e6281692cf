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
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.Oracle;

/** The readers of this package against FFmpeg's, and on what FFmpeg is left to read. */
class PcmReadersTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = "(WAV(_.+)?|WAVE64|AI.*|AU.*)", mode = EnumSource.Mode.MATCH_ALL)
  void theyGiveTheSamplesThatFfmpegGives(Encoding encoding) throws IOException {
    Path file = encoding.write(folder, 1);
    Decoded own = own(file).orElseThrow();
    Decoded reference = FfmpegDecoder.decode(file, Segment.WHOLE);
    assertThat(own.sampleRate()).isEqualTo(reference.sampleRate());
    // FFmpeg's doubles become floats before their mean is taken
    assertThat(Oracle.maxError(reference.samples(), own.samples())).isLessThanOrEqualTo(6e-8);
  }

  @ParameterizedTest
  @EnumSource(names = {"ADPCM_AIFC", "AIFC_A_LAW", "AIFC_MU_LAW"})
  void compressedAiffIsTheOriginalWithinItsCodecsError(Encoding encoding) throws IOException {
    float[] original = AudioFiles.read(Encoding.WAV_FLOAT.write(folder, 1)).samples();
    float[] decoded = AudioFiles.read(encoding.write(folder, 1)).samples();
    assertThat(decoded).hasSameSizeAs(original);
    double signal = 0;
    double noise = 0;
    for (int i = 0; i < original.length; i++) {
      signal += original[i] * original[i];
      noise += Math.pow(decoded[i] - original[i], 2);
    }
    assertThat(10 * Math.log10(signal / noise)).as("signal-to-noise ratio in dB").isGreaterThan(35);
  }

  @ParameterizedTest
  @EnumSource(names = "(AD|AI|AU).*", mode = EnumSource.Mode.MATCH_ALL)
  void everyTruncationIsSeen(Encoding encoding) throws IOException {
    byte[] whole = Files.readAllBytes(encoding.write(folder, 1));
    Path cut = folder.resolve("cut");
    for (int length : new int[] {5, 13, 20, 30, 45, 60, 1000, whole.length - 2}) {
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThatExceptionOfType(AudioException.class)
          .as("%s bytes", length)
          .isThrownBy(() -> AudioFiles.read(cut))
          .withMessageStartingWith(cut + ": ");
    }
  }

  @Test
  void codingsOtherThanPcmAreLeftToFfmpeg() throws IOException {
    byte[] aifc = Files.readAllBytes(Encoding.AIFC_FLOAT.write(folder, 1));
    int coding = new String(aifc, 0, 100, StandardCharsets.ISO_8859_1).indexOf("fl32");
    aifc[coding] = 'q';
    Path file = Files.write(folder.resolve("a.aifc"), aifc);
    assertThat(AiffReader.read(file, Segment.WHOLE)).isEmpty();
    ByteBuffer au = ByteBuffer.wrap(Files.readAllBytes(Encoding.AU.write(folder, 1)));
    Path adpcm = Files.write(folder.resolve("a.au"), au.putInt(12, 23).array());
    assertThat(AuReader.read(adpcm, Segment.WHOLE)).isEmpty();
  }

  /** FFmpeg reads the header of such a file big-endian, and its samples little-endian. */
  @ParameterizedTest
  @ValueSource(ints = {16, 24, 32})
  void aBigEndianWavHasTheSamplesOfItsLittleEndianTwin(int bits) throws IOException {
    Path little = Files.write(folder.resolve("a.wav"), wav(ByteOrder.LITTLE_ENDIAN, bits));
    Path big = Files.write(folder.resolve("b.wav"), wav(ByteOrder.BIG_ENDIAN, bits));
    assertThat(AudioFiles.read(big).samples())
        .isEqualTo(AudioFiles.read(little).samples())
        .startsWith(0, 3 / 32768f, 6 / 32768f)
        .hasSize(1000);
  }

  /** A thousand samples of a ramp in one channel, in {@code bits} of which 16 are used. */
  private static byte[] wav(ByteOrder order, int bits) {
    int bytes = bits / 8;
    ByteBuffer wav = ByteBuffer.allocate(44 + 1000 * bytes).order(order);
    wav.put((order == ByteOrder.BIG_ENDIAN ? "RIFX" : "RIFF").getBytes(StandardCharsets.US_ASCII));
    wav.putInt(wav.capacity() - 8).put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII));
    wav.putInt(16).putShort((short) 1).putShort((short) 1).putInt(16_000).putInt(16_000 * bytes);
    wav.putShort((short) bytes).putShort((short) bits);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(1000 * bytes);
    for (int i = 0; i < 1000; i++) {
      byte[] sample = ByteBuffer.allocate(4).order(order).putInt(3 * i << 16).array();
      wav.put(sample, order == ByteOrder.BIG_ENDIAN ? 0 : 4 - bytes, bytes);
    }
    return wav.array();
  }

  @Test
  void anAuOfUnknownLengthRunsToTheEnd() throws IOException {
    Path file = Encoding.AU.write(folder, 1);
    float[] whole = AudioFiles.read(file).samples();
    Files.write(file, ByteBuffer.wrap(Files.readAllBytes(file)).putInt(8, -1).array());
    assertThat(AudioFiles.read(file).samples()).isEqualTo(whole);
  }

  @Test
  void headersThatContradictThemselvesAreRefused() throws IOException {
    ByteBuffer aiff = ByteBuffer.wrap(Files.readAllBytes(Encoding.AIFF.write(folder, 1)));
    int frames = 12 + 8 + 2; // COMM comes first
    assertThat(aiff.getInt(frames)).isEqualTo(48_000);
    Path file = Files.write(folder.resolve("a.aiff"), aiff.putInt(frames, 48_001).array());
    assertRefused(file, "48001 samples in 192000 bytes");
    aiff.putInt(frames, 48_000).putShort(frames + 6, (short) -1);
    assertRefused(Files.write(file, aiff.array()), "sample rate of 0 Hz");
    ByteBuffer au = ByteBuffer.wrap(Files.readAllBytes(Encoding.AU.write(folder, 1)));
    assertRefused(Files.write(file, au.putInt(4, 8).array()), "begin at byte 8");
    au.putInt(4, 24).putInt(20, 0x20000002); // as many bytes a frame as an int can't hold
    assertRefused(Files.write(file, au.array()), "536870914 channels");
  }

  private static Optional<Decoded> own(Path file) throws IOException {
    Optional<Decoded> wav = WavReader.read(file, Segment.WHOLE);
    Optional<Decoded> aiff = AiffReader.read(file, Segment.WHOLE);
    return wav.isPresent() ? wav : aiff.isPresent() ? aiff : AuReader.read(file, Segment.WHOLE);
  }

  private static void assertRefused(Path file, String problem) {
    assertThatExceptionOfType(AudioException.class)
        .isThrownBy(() -> AudioFiles.read(file))
        .withMessageStartingWith(file + ": ")
        .withMessageContaining(problem);
  }
}
