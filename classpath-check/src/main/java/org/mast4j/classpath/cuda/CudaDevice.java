package org.mast4j.classpath.cuda;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A GPU as nvidia-smi has it.
 *
 * @param uuid its name for CUDA_VISIBLE_DEVICES, "GPU-..."
 * @param name such as "NVIDIA L4"
 * @param capability empty where nvidia-smi doesn't know
 * @param driver the version of NVIDIA's driver, such as "535.104.05"
 * @param freeMegabytes memory that no program holds; empty where nvidia-smi doesn't know
 */
public record CudaDevice(
    String uuid,
    String name,
    Optional<ComputeCapability> capability,
    String driver,
    OptionalLong freeMegabytes) {
  /** What nvidia-smi is asked for, in this order. */
  static final String QUERY = "uuid,name,compute_cap,driver_version,memory.free";

  /** Backend and a small model need so much. */
  private static final long MEGABYTES = 1024;

  private static final Pattern LINE =
      Pattern.compile("([^,]+),\\s*(.+),\\s*([^,]+),\\s*([^,]+),\\s*([^,]+)");

  /** Of a line of nvidia-smi's answer; empty if it is none. */
  static Optional<CudaDevice> parse(String line) {
    Matcher fields = LINE.matcher(line.strip());
    return fields.matches()
        ? Optional.of(
            new CudaDevice(
                fields.group(1),
                fields.group(2),
                ComputeCapability.parse(fields.group(3)),
                fields.group(4),
                megabytes(fields.group(5))))
        : Optional.empty();
  }

  private static OptionalLong megabytes(String text) {
    return text.matches("\\d{1,9}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }

  /** Why a build can't run on this device, and what to do; empty if it can. */
  public Optional<String> obstacleTo(CudaBuild build) {
    return obstacle(build).map(obstacle -> obstacle.what() + "; " + obstacle.remedy());
  }

  Optional<Obstacle> obstacle(CudaBuild build) {
    if (!build.acceptsDriver(driver)) {
      return Optional.of(
          new Obstacle(
              "the NVIDIA driver is " + driver,
              "install %s or newer".formatted(build.oldestDriver())));
    }
    if (capability.isEmpty()) {
      return Optional.of(
          new Obstacle(
              "nvidia-smi doesn't tell the compute capability of " + name,
              "take a newer driver or another GPU"));
    }
    if (!build.hasCodeFor(capability.get())) {
      return Optional.of(
          new Obstacle(
              "it has no code for %s of compute capability %s, only for %s"
                  .formatted(name, capability.get(), build.codeFor()),
              "take another GPU, or a snapshot of DL4J with CUDA 12"));
    }
    if (freeMegabytes.isPresent() && freeMegabytes.getAsLong() < MEGABYTES) {
      return Optional.of(
          new Obstacle(
              String.format(
                  Locale.ROOT,
                  "%s has %d MB of free memory, fewer than %d",
                  name,
                  freeMegabytes.getAsLong(),
                  MEGABYTES),
              "end what nvidia-smi lists there, or take another GPU"));
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return name
        + ", compute capability "
        + capability.map(Object::toString).orElse("unknown")
        + ", driver "
        + driver
        + (freeMegabytes.isPresent() ? ", " + freeMegabytes.getAsLong() + " MB free" : "");
  }
}
