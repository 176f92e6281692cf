package org.mast4j;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/** Wav files of sines: a data set of two classes that anything can tell apart. */
final class Tones {
  private static final int RATE = 16_000;

  private Tones() {}

  /** {@code low/0.wav} ... and {@code high/0.wav} ... below a directory. */
  static void writeTwoClasses(Path directory, int clipsEach) throws IOException {
    for (int i = 0; i < clipsEach; i++) {
      write(directory.resolve("low/" + i + ".wav"), 200 + 10 * i);
      write(directory.resolve("high/" + i + ".wav"), 2000 + 100 * i);
    }
  }

  /** Sines of one second each, one behind the other. */
  static void write(Path file, double... hertz) throws IOException {
    int length = RATE * hertz.length;
    byte[] samples = new byte[2 * length];
    for (int i = 0; i < length; i++) {
      short value = (short) (12_000 * Math.sin(2 * Math.PI * hertz[i / RATE] * i / RATE));
      samples[2 * i] = (byte) value;
      samples[2 * i + 1] = (byte) (value >> 8);
    }
    Files.createDirectories(file.getParent());
    AudioFormat format = new AudioFormat(RATE, 16, 1, true, false);
    AudioSystem.write(
        new AudioInputStream(new ByteArrayInputStream(samples), format, length),
        AudioFileFormat.Type.WAVE,
        file.toFile());
  }
}
