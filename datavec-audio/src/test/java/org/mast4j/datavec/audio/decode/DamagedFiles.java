package org.mast4j.datavec.audio.decode;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.Waveform;

/**
 * The child process of {@link RobustnessTest}: decodes damaged variants of each file that it is
 * given, and prints a line for each breach of what {@link AudioFiles#read(Path)} promises.
 */
final class DamagedFiles {

  static final int VARIANTS = 200;

  /** Of the decoding thread's own CPU, which other processes on the machine don't add to. */
  private static final double MAX_CPU_SECONDS = 2;

  /** A hang that burns no CPU; a loaded machine may stop a process for many seconds. */
  private static final double MAX_SECONDS = 60;

  private DamagedFiles() {}

  public static void main(String[] files) throws IOException {
    PrintStream out = System.out;
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    for (String name : files) {
      Path file = Path.of(name);
      byte[] whole = Files.readAllBytes(file);
      Random random = new Random(whole.length);
      int refused = 0;
      double slowest = 0;
      for (int variant = 0; variant < VARIANTS; variant++) {
        Path damaged = file.resolveSibling("damaged-" + file.getFileName());
        Files.write(damaged, damage(whole, variant, random));
        long start = System.nanoTime();
        long cpuStart = threads.getCurrentThreadCpuTime();
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
        double cpuSeconds = (threads.getCurrentThreadCpuTime() - cpuStart) / 1e9;
        double seconds = (System.nanoTime() - start) / 1e9;
        if (cpuSeconds > MAX_CPU_SECONDS || seconds > MAX_SECONDS) {
          out.printf(
              Locale.ROOT,
              "BREACH %s variant %d: took %.1f s, of CPU %.1f s%n",
              name,
              variant,
              seconds,
              cpuSeconds);
        }
        slowest = Math.max(slowest, cpuSeconds);
      }
      out.printf(Locale.ROOT, "DONE %s refused %d, slowest %.3f s%n", name, refused, slowest);
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
