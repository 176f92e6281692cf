package org.mast4j.cli.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program that runs from its start to its end, again and again. */
final class WholeProcess {
  private static final Path STATISTICS = Path.of("/proc/self/stat");

  /** Of the fields after the program's name, those of the time of children that have ended. */
  private static final List<Integer> CHILDREN = List.of(13, 14);

  private static final double TICK_MILLIS = 10; // USER_HZ, 100 on every Linux

  private final ProcessBuilder builder;
  private final List<Double> millis = new ArrayList<>();
  private final List<Double> cpuMillis = new ArrayList<>();

  WholeProcess(ProcessBuilder builder) {
    this.builder = builder;
  }

  /** A run that isn't counted, after which its files are in the system's cache. */
  void warmUp() throws IOException {
    run();
  }

  void measure() throws IOException {
    double cpu = childrensMillis();
    long start = System.nanoTime();
    run();
    millis.add((System.nanoTime() - start) / 1e6);
    cpuMillis.add(childrensMillis() - cpu);
  }

  private void run() throws IOException {
    Path log = Files.createTempFile("mast4j-bench", ".log");
    try {
      int code = start(log).waitFor();
      if (code != 0) {
        List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
        throw new IOException(
            "%s ended with code %d: %s"
                .formatted(
                    builder.command().get(0),
                    code,
                    lines.isEmpty() ? "without a word" : lines.get(lines.size() - 1)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + builder.command().get(0) + " ran", e);
    } finally {
      Files.delete(log);
    }
  }

  private Process start(Path log) throws IOException {
    try {
      return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    } catch (IOException e) {
      throw new IOException(
          builder.command().get(0) + ": can't be started; name a program that can (--python)", e);
    }
  }

  /** Median time from start to end. */
  double medianMillis() {
    return Median.of(millis);
  }

  /** Median CPU time of all its threads, as Linux counts it; NaN elsewhere. */
  double medianCpuMillis() {
    return Median.of(cpuMillis);
  }

  private static double childrensMillis() throws IOException {
    if (!Files.exists(STATISTICS)) {
      return Double.NaN;
    }
    String line = Files.readString(STATISTICS);
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
    return CHILDREN.stream().mapToDouble(i -> Long.parseLong(fields[i]) * TICK_MILLIS).sum();
  }
}
