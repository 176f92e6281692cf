package org.mast4j.classpath.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which devices CUDA shows to a process; nvidia-smi lists all of the machine. */
final class VisibleDevices {
  static final String VARIABLE = "CUDA_VISIBLE_DEVICES";
  private static final String ORDER = "CUDA_DEVICE_ORDER";

  private VisibleDevices() {}

  /**
   * The devices that the environment leaves. As CUDA does, it reads the list up to the first word
   * that is no device.
   *
   * @param all in nvidia-smi's order, that of the PCI bus
   * @return empty if it can't be told: CUDA numbers devices of several kinds by their speed, and
   *     parts of a device (MIG) have names of their own
   */
  static Optional<List<CudaDevice>> of(List<CudaDevice> all, Map<String, String> environment) {
    if (!environment.containsKey(VARIABLE)) {
      return Optional.of(all);
    }
    boolean byBus = "PCI_BUS_ID".equals(environment.get(ORDER));
    boolean alike = all.stream().map(CudaDevice::name).distinct().count() <= 1;
    List<CudaDevice> visible = new ArrayList<>();
    for (String word : environment.get(VARIABLE).split(",")) {
      boolean number = word.strip().matches("\\d{1,4}");
      if (word.strip().startsWith("MIG") || number && !byBus && !alike) {
        return Optional.empty();
      }
      Optional<CudaDevice> device =
          number ? numbered(all, Integer.parseInt(word.strip())) : named(all, word.strip());
      if (device.isEmpty()) {
        break;
      }
      visible.add(device.get());
    }
    return Optional.of(visible);
  }

  private static Optional<CudaDevice> numbered(List<CudaDevice> all, int number) {
    return number < all.size() ? Optional.of(all.get(number)) : Optional.empty();
  }

  /** By the beginning of its name. */
  private static Optional<CudaDevice> named(List<CudaDevice> all, String word) {
    return word.startsWith("GPU-")
        ? all.stream().filter(device -> device.uuid().startsWith(word)).findFirst()
        : Optional.empty();
  }
}
