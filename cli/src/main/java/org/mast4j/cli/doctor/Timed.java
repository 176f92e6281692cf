package org.mast4j.cli.doctor;

import java.util.function.Supplier;

/**
 * What calls gave.
 *
 * @param value of the last call
 * @param millis of the fastest
 */
record Timed<T>(T value, double millis) {
  private static final int CALLS = 3;

  /** After a call that plans and warms up. */
  static <T> Timed<T> of(Supplier<T> call) {
    T value = call.get();
    double fastest = Double.MAX_VALUE;
    for (int i = 0; i < CALLS; i++) {
      long start = System.nanoTime();
      value = call.get();
      fastest = Math.min(fastest, (System.nanoTime() - start) / 1e6);
    }
    return new Timed<>(value, fastest);
  }
}
