package org.mast4j.datavec.audio.dataset;

import org.mast4j.settings.Require;

/**
 * How the clips of each class are shared out; training gets what the other two leave.
 *
 * @param validation in [0, 1)
 * @param test in [0, 1)
 */
public record SplitShares(double validation, double test) {

  public SplitShares {
    Require.notNegative("validation", validation);
    Require.notNegative("test", test);
    Require.that(
        validation + test < 1,
        "test",
        test,
        "less than 1 - validation " + validation + ", so that clips to train on are left");
  }

  /** LAPE's 70 % to train, 10 % to validate and 20 % to test. */
  public static SplitShares standard() {
    return new SplitShares(0.1, 0.2);
  }
}
