package org.mast4j.samediff.engine;

import java.util.Arrays;
import java.util.stream.Collectors;

/** In which numbers an engine multiplies matrices. */
public enum Precision {
  /** Single precision throughout. */
  FLOAT32("f32"),

  /**
   * Products in bfloat16, and what only products read; sums, weights, norms, softmax and losses in
   * single precision, as PyTorch's autocast.
   */
  BFLOAT16("bf16"),

  /**
   * Products with large matrices of weights in 8-bit integers, a scale for each column of weights
   * and for each row that they are multiplied with; else as {@link #BFLOAT16}, where the processor
   * has that. Gradients are computed as if that had been asked for.
   */
  INT8("int8");

  private final String key;

  Precision(String key) {
    this.key = key;
  }

  /** As options and properties name it: "f32", "bf16", "int8". */
  public String key() {
    return key;
  }

  /**
   * The precision of a key.
   *
   * @throws IllegalArgumentException listing the keys
   */
  public static Precision of(String key) {
    return Arrays.stream(values())
        .filter(precision -> precision.key.equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no precision "
                        + key
                        + "; there are "
                        + Arrays.stream(values())
                            .map(Precision::key)
                            .collect(Collectors.joining(", "))));
  }

  @Override
  public String toString() {
    return key;
  }
}
