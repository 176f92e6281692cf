package org.mast4j.classpath.cuda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** NVIDIA's own tool, which its driver brings. */
final class NvidiaSmi {
  private static final List<String> QUERY =
      List.of("nvidia-smi", "--query-gpu=" + CudaDevice.QUERY, "--format=csv,noheader,nounits");

  /** What it may take; beside a broken driver it can hang. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private NvidiaSmi() {}

  /** How it ended. */
  enum End {
    ANSWERED,
    FAILED,
    HUNG,
    MISSING
  }

  /**
   * What it said.
   *
   * @param lines of its standard output, where it tells failures too
   */
  record Answer(End end, List<String> lines) {
    Answer {
      lines = lines.stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
  }

  static Answer ask() throws IOException {
    return ask(QUERY, LIMIT);
  }

  static Answer ask(List<String> query, Duration limit) throws IOException {
    // A file: reading a pipe would wait for the end of a process that hangs.
    Path output = Files.createTempFile("nvidia-smi", ".csv");
    try {
      End end = run(query, output, limit);
      // A driver's message may be in any encoding.
      String text = new String(Files.readAllBytes(output), StandardCharsets.ISO_8859_1);
      return new Answer(end, text.lines().toList());
    } finally {
      Files.delete(output);
    }
  }

  private static End run(List<String> query, Path output, Duration limit) {
    Process process;
    try {
      process =
          new ProcessBuilder(query)
              .redirectOutput(output.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return End.MISSING;
    }
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return End.HUNG;
      }
      return process.exitValue() == 0 ? End.ANSWERED : End.FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return End.HUNG;
    } finally {
      process.destroyForcibly();
    }
  }
}
