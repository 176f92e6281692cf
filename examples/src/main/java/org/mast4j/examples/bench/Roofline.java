package org.mast4j.examples.bench;

import java.util.Arrays;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;

/** What this machine's cores can do: the rate of a large float32 matrix product by oneDNN. */
final class Roofline {
  private static final int SIZE = 1024;
  private static final int CALLS = 30;

  private Roofline() {}

  /** The rate of the fastest of some calls. */
  static double gigaflops() {
    long fastest = Long.MAX_VALUE;
    try (FloatPointer a = ones();
        FloatPointer b = ones();
        FloatPointer c = ones()) {
      for (int call = 0; call < CALLS; call++) {
        long start = System.nanoTime();
        multiply(a, b, c);
        fastest = Math.min(fastest, System.nanoTime() - start);
      }
    }
    return 2.0 * SIZE * SIZE * SIZE / fastest; // operations a nanosecond
  }

  private static FloatPointer ones() {
    float[] values = new float[SIZE * SIZE];
    Arrays.fill(values, 1);
    return new FloatPointer(values);
  }

  private static void multiply(FloatPointer a, FloatPointer b, FloatPointer c) {
    byte plain = 'N';
    int status = dnnl.dnnl_sgemm(plain, plain, SIZE, SIZE, SIZE, 1, a, SIZE, b, SIZE, 0, c, SIZE);
    if (status != dnnl.dnnl_success) {
      throw new IllegalStateException("oneDNN's sgemm fails with status " + status);
    }
  }
}
