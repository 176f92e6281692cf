package org.mast4j.classpath.cuda;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The GPUs of this machine.
 *
 * @param devices in nvidia-smi's order
 * @param silence why nvidia-smi tells of none; empty if it does
 */
public record CudaMachine(List<CudaDevice> devices, Optional<String> silence) {
  public CudaMachine {
    devices = List.copyOf(devices);
  }

  /** Asks nvidia-smi, for ten seconds at most. */
  public static CudaMachine examine() throws IOException {
    return of(NvidiaSmi.ask());
  }

  static CudaMachine of(NvidiaSmi.Answer answer) {
    switch (answer.end()) {
      case MISSING:
        return silent("there is no nvidia-smi, hence no NVIDIA driver");
      case HUNG:
        return silent("nvidia-smi hangs, so that the NVIDIA driver seems broken");
      case FAILED:
        return silent("nvidia-smi fails" + said(answer.lines()));
      default:
        break;
    }
    List<CudaDevice> devices = new ArrayList<>();
    for (String line : answer.lines()) {
      Optional<CudaDevice> device = CudaDevice.parse(line);
      if (device.isEmpty()) {
        return silent("nvidia-smi names no GPU" + said(List.of(line)));
      }
      devices.add(device.get());
    }
    return devices.isEmpty()
        ? silent("nvidia-smi names no GPU")
        : new CudaMachine(devices, Optional.empty());
  }

  private static CudaMachine silent(String reason) {
    return new CudaMachine(List.of(), Optional.of(reason));
  }

  private static String said(List<String> lines) {
    return lines.isEmpty() ? "" : " (" + lines.get(0) + ")";
  }

  /**
   * The environment of one of several processes that share the devices: one device each, in turn,
   * as ND4J would have every process on all of them.
   *
   * @param number of the process, from 0
   * @param environment of the process that starts them
   * @return what differs from it; nothing where it can't be told what CUDA shows
   */
  public Map<String, String> share(int number, Map<String, String> environment) {
    List<CudaDevice> seen = VisibleDevices.of(devices, environment).orElse(List.of());
    return seen.isEmpty()
        ? Map.of()
        : Map.of(VisibleDevices.VARIABLE, seen.get(number % seen.size()).uuid());
  }

  /**
   * Why a build can't run here; empty if it can on every device that it sees: ND4J spreads threads
   * over all of them.
   *
   * @param environment of the process
   */
  Optional<Obstacle> obstacle(CudaBuild build, Map<String, String> environment) {
    if (silence.isPresent()) {
      return Optional.of(
          new Obstacle(
              silence.get(),
              "take a machine whose nvidia-smi lists a GPU, with driver %s or newer"
                  .formatted(build.oldestDriver())));
    }
    List<CudaDevice> seen = VisibleDevices.of(devices, environment).orElse(devices);
    if (seen.isEmpty()) {
      return Optional.of(
          new Obstacle(
              "CUDA_VISIBLE_DEVICES=%s hides every GPU"
                  .formatted(environment.get(VisibleDevices.VARIABLE)),
              "unset it"));
    }
    List<Obstacle> obstacles =
        seen.stream().flatMap(device -> device.obstacle(build).stream()).toList();
    return obstacles.isEmpty() ? Optional.empty() : Optional.of(all(obstacles, build));
  }

  /** Several in one; where there are devices without any, the remedy is to see them alone. */
  private Obstacle all(List<Obstacle> obstacles, CudaBuild build) {
    String fit =
        devices.stream()
            .filter(device -> device.obstacle(build).isEmpty())
            .map(CudaDevice::uuid)
            .collect(Collectors.joining(","));
    return new Obstacle(
        joined(obstacles, Obstacle::what),
        fit.isEmpty()
            ? joined(obstacles, Obstacle::remedy)
            : "set CUDA_VISIBLE_DEVICES=%s, which it can use".formatted(fit));
  }

  private static String joined(List<Obstacle> obstacles, Function<Obstacle, String> part) {
    return obstacles.stream().map(part).distinct().collect(Collectors.joining(", and "));
  }
}
