package org.mast4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnSearchExampleTest {
  private static final String SEARCH =
      """
      candidates: 2
      maxMinutes: 5
      seed: 1
      encoder: mast-nano
      base: {steps: 2, batchSize: 4, warmupSteps: 0}
      ranges: {learningRate: [1e-4, 1e-3]}
      """;

  @TempDir private Path folder;

  @Test
  void aScoreAndASpaceOfOnesOwnAreTried() throws IOException {
    Path search = Files.writeString(folder.resolve("search.yaml"), SEARCH);
    for (int i = 0; i < 24; i++) {
      writeTone(folder.resolve("clips/" + (i % 2 == 0 ? "low" : "high") + "/" + i + ".wav"), i);
    }

    OwnSearchExample.main(
        new String[] {
          search.toString(), folder.resolve("clips").toString(), folder.resolve("out").toString()
        });

    assertThat(Files.readAllLines(folder.resolve("out/results.jsonl")))
        .hasSize(2)
        .allMatch(line -> line.matches(".*\"score\":[1-9].*"));
  }

  /** A second of noise over a tone. */
  private static void writeTone(Path file, int number) throws IOException {
    Files.createDirectories(file.getParent());
    java.util.Random random = new java.util.Random(number);
    byte[] samples = new byte[16_000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (60 * Math.sin(i * (number % 2 == 0 ? 0.1 : 0.9)) + random.nextInt(40));
    }
    AudioFormat format = new AudioFormat(16_000, 8, 1, true, false);
    try (AudioInputStream stream =
        new AudioInputStream(new java.io.ByteArrayInputStream(samples), format, samples.length)) {
      AudioSystem.write(stream, AudioFileFormat.Type.WAVE, file.toFile());
    }
  }
}
