package org.mast4j.cli.bench;

import java.io.IOException;
import java.util.Arrays;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;

/**
 * What the cores can do: a large float32 matrix product by oneDNN. As a process it takes its turns
 * in a {@link Race}.
 */
public final class Roofline {
  /** What peer_worker.py knows it by. */
  public static final String KEY = "gemm";

  private static final int SIZE = 1024;
  private static final int PRODUCTS = 10;

  private Roofline() {}

  /** The rate of a product that takes so long. */
  public static double gigaflops(double millis) {
    return 2.0 * SIZE * SIZE * SIZE / millis / 1e6;
  }

  /** Needs no arguments. */
  public static void main(String[] arguments) throws IOException {
    try (FloatPointer a = ones();
        FloatPointer b = ones();
        FloatPointer c = ones()) {
      Turns.take(
          System.out,
          () -> {
            for (int i = 0; i < PRODUCTS; i++) {
              multiply(a, b, c);
            }
          },
          PRODUCTS);
    }
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
