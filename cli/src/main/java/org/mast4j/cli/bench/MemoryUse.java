package org.mast4j.cli.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;

/**
 * What this process holds, in MB.
 *
 * @param residentMegabytes as Linux counts it; NaN elsewhere
 * @param heapMegabytes what Java's heap has of it; the rest is native, ND4J's arrays among it
 * @param liveMegabytes objects in the heap
 */
public record MemoryUse(double residentMegabytes, double heapMegabytes, double liveMegabytes) {
  private static final double MEGABYTE = 1 << 20;

  /** ND4J frees an array on a thread of its own, some time after Java has found it unused. */
  private static final int COLLECTIONS = 5;

  private static final long MILLIS_BETWEEN = 200;

  /** After garbage is collected and what it held natively is freed. */
  static MemoryUse settled() throws IOException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      try {
        Thread.sleep(MILLIS_BETWEEN);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while memory was freed", e);
      }
    }
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return new MemoryUse(
        ProcessMemory.megabytes(), heap.getCommitted() / MEGABYTE, heap.getUsed() / MEGABYTE);
  }
}
