package org.mast4j.cli.doctor;

import java.io.IOException;
import java.util.Optional;
import org.mast4j.classpath.cuda.CudaBuild;
import org.mast4j.classpath.cuda.CudaDevice;
import org.mast4j.classpath.cuda.CudaMachine;

/** NVIDIA's devices, and whether ND4J's CUDA backend runs on them. */
final class Cuda {
  private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

  private Cuda() {}

  static void examine(Diagnosis diagnosis) throws IOException {
    diagnosis.section("CUDA");
    CudaMachine machine = CudaMachine.examine();
    machine.silence().ifPresent(reason -> diagnosis.fact("devices", "none: " + reason));
    CudaBuild build = CudaBuild.chosen().orElse(CudaBuild.OURS);
    for (CudaDevice device : machine.devices()) {
      diagnosis.fact("device", device + ": " + verdict(device, build));
    }
    Optional.ofNullable(System.getenv(VISIBLE)).ifPresent(seen -> diagnosis.fact(VISIBLE, seen));
  }

  private static String verdict(CudaDevice device, CudaBuild build) {
    return device
        .obstacleTo(build)
        .map(obstacle -> "%s doesn't run on it: %s".formatted(build, obstacle))
        .orElse("%s runs on it (MAST4J_BACKEND=cuda ./mast4j)".formatted(build));
  }
}
