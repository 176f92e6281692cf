package org.mast4j.cli.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.bytedeco.javacpp.Pointer;

/** How much memory there is, and how much of it Java and native code may take. */
final class Memory {
  private Memory() {}

  static void examine(Diagnosis diagnosis) {
    long heap = Runtime.getRuntime().maxMemory();
    long arrays = Pointer.maxBytes();
    long process = Pointer.maxPhysicalBytes();
    long machine =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    diagnosis.section("Memory");
    diagnosis.fact("machine", size(machine));
    diagnosis.fact("Java heap", atMost(heap) + " (-Xmx)");
    diagnosis.fact("native arrays", atMost(arrays) + " (-Dorg.bytedeco.javacpp.maxbytes)");
    diagnosis.fact("process", atMost(process) + " (-Dorg.bytedeco.javacpp.maxphysicalbytes)");
    if (heap > machine) {
      diagnosis.advise(
          "the Java heap may grow beyond the machine's memory",
          "lower it, as by MAST4J_OPTS=-Xmx1g");
    }
    if (process > 0 && process < heap) {
      diagnosis.advise(
          "native arrays fail once the process holds " + size(process) + ", less than the heap may",
          "raise -Dorg.bytedeco.javacpp.maxphysicalbytes above " + size(heap));
    }
  }

  /** JavaCPP's 0 means no limit. */
  private static String atMost(long bytes) {
    return bytes <= 0 ? "no limit" : "at most " + size(bytes);
  }

  private static String size(long bytes) {
    return String.format(Locale.ROOT, "%.1f GB", bytes / (double) (1 << 30));
  }
}
