package org.mast4j.cli.bench;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/** A temporary folder for clips and what is made of them, gone when this is closed. */
public final class ClipFolder implements Closeable {
  private static final int RATE = 16_000; // Hz

  private final Path folder;

  public ClipFolder() throws IOException {
    this.folder = Files.createTempDirectory("mast4j-bench");
  }

  /** A file or folder in it, which need not be there. */
  public Path resolve(String name) {
    return folder.resolve(name);
  }

  /** Writes a tone in noise, 16 kHz, 16 bits, as a wav file; makes its folder where needed. */
  public Path write(String name, double hertz, int seconds, Random random) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    byte[] samples = new byte[2 * RATE * seconds];
    for (int i = 0; i < RATE * seconds; i++) {
      double tone = Math.sin(2 * Math.PI * hertz * i / RATE);
      short value = (short) (8_000 * tone + 1_000 * random.nextGaussian());
      samples[2 * i] = (byte) value;
      samples[2 * i + 1] = (byte) (value >> 8);
    }
    AudioFormat format = new AudioFormat(RATE, 16, 1, true, false);
    AudioSystem.write(
        new AudioInputStream(new ByteArrayInputStream(samples), format, RATE * seconds),
        AudioFileFormat.Type.WAVE,
        file.toFile());
    return file;
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
