package org.mast4j.datavec.audio.dataset;

/**
 * How the clips of each class are shared out; training gets what the other two leave.
 *
 * @param validation in [0, 1)
 * @param test in [0, 1)
 */
public record SplitShares(double validation, double test) {

  public SplitShares {
    if (!(validation >= 0 && test >= 0 && validation + test < 1)) {
      throw new IllegalArgumentException(
          "shares must leave clips to train on, were validation " + validation + ", test " + test);
    }
  }

  /** LAPE's 70 % to train, 10 % to validate and 20 % to test. */
  public static SplitShares standard() {
    return new SplitShares(0.1, 0.2);
  }
}
