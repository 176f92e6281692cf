package org.mast4j.samediff.engine;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * How many OpenMP threads compute what a thread calls. Each thread of Java has a number of its own,
 * at first what {@code OMP_NUM_THREADS} says, by default as many as there are cores.
 */
public final class OpenMpThreads {
  private OpenMpThreads() {}

  private static NativeOps ops() {
    Nd4j.getExecutioner(); // ND4J must have started to know its native code
    return NativeOpsHolder.getInstance().getDeviceNativeOps();
  }

  /** The calling thread's number. */
  public static int ofThisThread() {
    return ops().ompGetMaxThreads();
  }

  /**
   * Lets the calling thread's graphs be computed by so many threads from now on, of which it is one
   * itself. Where as many threads as there are cores call graphs at once, as those of a server do,
   * one for each serves the most calls.
   *
   * @throws IllegalArgumentException for none
   */
  public static void ofThisThread(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + "; expected one at least");
    }
    ops().setOmpNumThreads(threads);
  }
}
