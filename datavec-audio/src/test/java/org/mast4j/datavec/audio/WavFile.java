package org.mast4j.datavec.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes wav files, sound and damaged ones, for tests. */
public final class WavFile {

  public static final int PCM = 1;
  public static final int FLOAT = 3;

  private WavFile() {}

  /** A wav whose header says what the arguments say, true or not. */
  public static Path write(
      Path file, int codec, int channels, int rate, int bits, long declaredBytes, byte[] data)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(44 + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + data.length);
    bytes.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    int frameBytes = channels * bits / 8;
    bytes.putShort((short) codec).putShort((short) channels).putInt(rate);
    bytes.putInt(rate * frameBytes).putShort((short) frameBytes).putShort((short) bits);
    bytes.put("data".getBytes(StandardCharsets.US_ASCII)).putInt((int) declaredBytes).put(data);
    Files.createDirectories(file.toAbsolutePath().getParent());
    return Files.write(file, bytes.array());
  }

  /** A mono clip of 32-bit floats. */
  public static Path floats(Path file, int rate, float... samples) throws IOException {
    ByteBuffer data = ByteBuffer.allocate(4 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float sample : samples) {
      data.putFloat(sample);
    }
    return write(file, FLOAT, 1, rate, 32, data.capacity(), data.array());
  }

  /** A tone of amplitude 0.5 at 16 kHz. */
  public static Path tone(Path file, double hertz, double seconds) throws IOException {
    float[] samples = new float[(int) (16_000 * seconds)];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.5 * Math.sin(2 * Math.PI * hertz * i / 16_000));
    }
    return floats(file, 16_000, samples);
  }
}
