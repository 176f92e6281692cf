package org.mast4j.zoo;

/**
 * Floating-point operations of an encoder's forward for one clip of its grid: those of matrix
 * products and convolutions, a multiplication and an addition counting as two.
 *
 * @param pooled those of {@link Encoding#pooled} alone
 * @param whole those of {@link Encoding#tokens} and what is pooled of them, as other libraries
 *     compute the embedding
 */
public record Flops(double pooled, double whole) {
  /** Those of [m, k] by [k, n]. */
  public static double product(double m, double k, double n) {
    return 2 * m * k * n;
  }
}
