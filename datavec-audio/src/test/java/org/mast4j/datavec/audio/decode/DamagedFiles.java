package org.mast4j.datavec.audio.decode;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.Waveform;

/**
 * The child process of {@link RobustnessTest}: decodes damaged variants of each file that it is
 * given, and prints a line for each breach of what {@link AudioFiles#read(Path)} promises.
 */
final class DamagedFiles {

  static final int VARIANTS = 200;

  /** On an idle machine none takes 2; a loaded one may stop a process for longer. */
  private static final double MAX_SECONDS = 10;

  private DamagedFiles() {}

  public static void main(String[] files) throws IOException {
    PrintStream out = System.out;
    for (String name : files) {
      Path file = Path.of(name);
      byte[] whole = Files.readAllBytes(file);
      Random random = new Random(whole.length);
      int refused = 0;
      for (int variant = 0; variant < VARIANTS; variant++) {
        Path damaged = file.resolveSibling("damaged-" + file.getFileName());
        Files.write(damaged, damage(whole, variant, random));
        long start = System.nanoTime();
        try {
          Waveform waveform = AudioFiles.read(damaged);
          for (float sample : waveform.samples()) {
            if (!(Math.abs(sample) <= 8)) {
              out.println("BREACH " + name + " variant " + variant + ": sample " + sample);
              break;
            }
          }
        } catch (AudioException e) {
          refused++;
          if (!e.source().equals(damaged) || !e.getMessage().startsWith(damaged + ": ")) {
            out.println("BREACH " + name + " variant " + variant + ": " + e.getMessage());
          }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (seconds > MAX_SECONDS) {
          out.println("BREACH " + name + " variant " + variant + ": took " + seconds + " s");
        }
      }
      out.println("DONE " + name + " refused " + refused);
    }
  }

  /** Every third one is cut, the others have bits flipped, half of those in the header. */
  private static byte[] damage(byte[] whole, int variant, Random random) {
    if (variant % 3 == 0) {
      return Arrays.copyOf(whole, random.nextInt(whole.length));
    }
    byte[] damaged = whole.clone();
    int reach = variant % 3 == 1 ? Math.min(400, damaged.length) : damaged.length;
    for (int flips = 1 + random.nextInt(20); flips > 0; flips--) {
      damaged[random.nextInt(reach)] ^= (byte) (1 << random.nextInt(8));
    }
    return damaged;
  }

  /** What the parent looks for. */
  static List<String> breaches(List<String> output) {
    return output.stream().filter(line -> line.startsWith("BREACH")).toList();
  }
}
