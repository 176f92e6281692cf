package org.mast4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This process's memory as Linux counts it. */
public final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final long KILOBYTE = 1 << 10;

  /** ND4J frees an array on a thread of its own, some time after Java has found it unused. */
  private static final int COLLECTIONS = 5;

  private static final long MILLIS_BETWEEN = 200;

  private ResidentMemory() {}

  /** Skips the test, visibly, where there is no {@code /proc}. */
  public static void assumeKnown() {
    assumeTrue(Files.exists(STATUS), "resident memory is read from Linux's /proc");
  }

  /** Bytes after garbage is collected and what it held natively is freed. */
  public static long settled() throws IOException, InterruptedException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      Thread.sleep(MILLIS_BETWEEN);
    }
    return read("VmRSS:");
  }

  /** The most bytes that there have been. */
  public static long peak() throws IOException {
    return read("VmHWM:");
  }

  private static long read(String key) throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> KILOBYTE * Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  /**
   * The same but for the heap: after a collection the heap has hardly more pages than it uses, and
   * may have fewer or more than before.
   */
  public static long settledOutsideOfTheHeap() throws IOException, InterruptedException {
    return settled() - Runtime.getRuntime().totalMemory();
  }

  /** Work that may leave native memory behind. */
  @FunctionalInterface
  public interface Work {
    void run() throws Exception;
  }

  /**
   * Runs the work {@code before + times} times, and as {@link #assertFlat(long, Work)} the last of
   * them.
   */
  public static void assertFlat(int before, int times, long bytes, Work work) throws Exception {
    repeat(before, work);
    assertFlat(bytes, () -> repeat(times, work));
  }

  /** Runs the work, and fails the test if it leaves as many bytes outside of the heap. */
  public static void assertFlat(long bytes, Work work) throws Exception {
    assumeKnown();
    long early = settledOutsideOfTheHeap();
    work.run();
    assertThat(settledOutsideOfTheHeap() - early)
        .as("bytes left outside of the heap, beyond %d", early)
        .isLessThan(bytes);
  }

  private static void repeat(int times, Work work) throws Exception {
    for (int i = 0; i < times; i++) {
      work.run();
    }
  }
}
