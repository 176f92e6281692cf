package org.mast4j.datavec.audio.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.Oracle;
import org.mast4j.datavec.audio.WavFile;
import org.mast4j.datavec.audio.Waveform;

class SegmentTest {

  private static final int SECONDS = 12;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void aSegmentIsThatPartOfTheWholeWaveform(Encoding encoding) throws IOException {
    Path file = encoding.write(folder, SECONDS);
    Waveform whole = AudioFiles.read(file);
    double tolerance = encoding.isLossy() ? 1e-3 : 0;
    for (double[] times : new double[][] {{0, 0.3}, {0.2, 1}, {5.123456, 6}, {11.5, 99}}) {
      Waveform part = AudioFiles.read(file, new Segment(times[0], times[1]));
      int from = (int) Math.round(times[0] * whole.sampleRate());
      int to = (int) Math.min(whole.samples().length, Math.round(times[1] * whole.sampleRate()));
      assertThat(part.sampleRate()).isEqualTo(whole.sampleRate());
      assertThat(Oracle.maxError(Arrays.copyOfRange(whole.samples(), from, to), part.samples()))
          .as("from %s s", times[0])
          .isLessThanOrEqualTo(tolerance);
    }
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void aSegmentBehindTheEndIsRefused(Encoding encoding) throws IOException {
    Path file = encoding.write(folder, 2);
    assertThatExceptionOfType(AudioException.class)
        .isThrownBy(() -> AudioFiles.read(file, new Segment(30, 31)))
        .withMessageMatching(".*: lasts (2.0|1.9).*")
        .withMessageContaining("its clip starts at 30");
  }

  @Test
  void whatLiesBeforeASegmentIsNotDecoded() throws IOException {
    Path file = Encoding.FLAC.write(folder, SECONDS);
    Waveform before = AudioFiles.read(file, new Segment(9, 10));
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, bytes.length / 4, bytes.length / 4 + 5000, (byte) 0x55);
    Files.write(file, bytes);
    assertThatExceptionOfType(AudioException.class).isThrownBy(() -> AudioFiles.read(file));
    assertThat(AudioFiles.read(file, new Segment(9, 10)).samples()).isEqualTo(before.samples());
  }

  @Test
  void aSegmentOfAWavTooLongForTheMemoryIsReadByArithmetic() throws IOException {
    long dataBytes = 3_600_000_000L; // 31 hours: as floats, more than an array holds
    Path file = WavFile.write(folder.resolve("long.wav"), 1, 1, 16_000, 16, dataBytes, new byte[0]);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(44 + dataBytes);
      sparse.seek(44 + 2L * 100_000 * 16_000);
      sparse.write(new byte[] {0, 0x40});
    }
    Waveform part = AudioFiles.read(file, new Segment(100_000, 100_001));
    assertThat(part.samples()).hasSize(16_000).startsWith(0.5f, 0);
  }

  @Test
  void timesThatAreNoSegmentAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Segment(2, 1))
        .withMessageContaining("end 1.0; expected a number above start 2.0");
  }
}
