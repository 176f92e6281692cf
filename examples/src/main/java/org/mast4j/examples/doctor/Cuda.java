package org.mast4j.examples.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
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

  private Cuda() {}

  static void examine(Diagnosis diagnosis) throws IOException {
    diagnosis.section("CUDA");
    List<String> devices = devices();
    if (devices.isEmpty()) {
      diagnosis.fact("devices", "none (nvidia-smi finds none)");
    }
    for (String device : devices) {
      diagnosis.fact("device", describe(device));
    }
  }

  /** Name and compute capability, "NVIDIA L4, 8.9". */
  private static List<String> devices() throws IOException {
    Optional<Process> started = start();
    if (started.isEmpty()) {
      return List.of();
    }
    Process process = started.get();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean ended = process.waitFor(10, TimeUnit.SECONDS);
      return ended && process.exitValue() == 0 ? output.lines().toList() : List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } finally {
      process.destroy();
    }
  }

  private static Optional<Process> start() {
    try {
      return Optional.of(
          new ProcessBuilder(QUERY).redirectError(ProcessBuilder.Redirect.DISCARD).start());
    } catch (IOException e) {
      return Optional.empty(); // no driver, no tool
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
