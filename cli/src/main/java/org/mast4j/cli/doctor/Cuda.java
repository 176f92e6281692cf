package org.mast4j.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** NVIDIA's devices, by its own tool, and whether ND4J's CUDA build runs on them. */
final class Cuda {
  private static final List<String> QUERY =
      List.of("nvidia-smi", "--query-gpu=name,compute_cap", "--format=csv,noheader");

  /**
   * ND4J's CUDA 11.6 build holds machine code for 3.7 to 8.6, which runs on 8.9 too, and no PTX.
   */
  private static final double OLDEST = 3.7;

  private static final double NEWEST = 8.9;

  /** What nvidia-smi may take; beside a broken driver it can hang. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private Cuda() {}

  static void examine(Diagnosis diagnosis) throws IOException {
    diagnosis.section("CUDA");
    List<String> devices = devices(QUERY, LIMIT);
    if (devices.isEmpty()) {
      diagnosis.fact("devices", "none (nvidia-smi finds none)");
    }
    for (String device : devices) {
      diagnosis.fact("device", describe(device));
    }
  }

  /** Name and compute capability, "NVIDIA L4, 8.9"; none if the query fails or takes too long. */
  static List<String> devices(List<String> query, Duration limit) throws IOException {
    // A file: reading a pipe would wait for the end of a process that hangs.
    Path answer = Files.createTempFile("mast4j-doctor", ".csv");
    try {
      return ask(query, answer, limit) ? Files.readAllLines(answer) : List.of();
    } finally {
      Files.delete(answer);
    }
  }

  /** Whether the query ends well, in time. */
  private static boolean ask(List<String> query, Path answer, Duration limit) {
    Process process;
    try {
      process =
          new ProcessBuilder(query)
              .redirectOutput(answer.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return false; // no driver, no tool
    }
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      process.destroyForcibly();
    }
  }

  /** A device as nvidia-smi has it, and what ND4J can do with it. */
  static String describe(String device) {
    String capability = device.substring(device.lastIndexOf(',') + 1).strip();
    if (!capability.matches("\\d+\\.\\d+")) {
      return device + ": of unknown compute capability";
    }
    double version = Double.parseDouble(capability);
    return device
        + (version >= OLDEST && version <= NEWEST
            ? ": ND4J's CUDA 11.6 build runs on it (MAST4J_BACKEND=cuda ./mast4j)"
            : ": ND4J's CUDA 11.6 build doesn't run on it, which is for compute capability "
                + OLDEST
                + " to "
                + NEWEST
                + "; stay on the CPU");
  }
}
