package org.mast4j.settings;

import java.util.List;

/** Checks of components and arguments, all with one grammar: {@code field value; expected ...}. */
public final class Require {
  private static final String POSITIVE = "a positive number";
  private static final String NOT_NEGATIVE = "0 or more";

  private Require() {}

  /**
   * Refuses a value.
   *
   * @param holds whether it may stay
   * @param expected what it would have to be, to follow "expected"
   * @throws SettingsException if it may not
   */
  public static void that(boolean holds, String field, Object value, String expected) {
    if (!holds) {
      throw new SettingsException(List.of(Problem.of(field, value, expected)));
    }
  }

  /** Refuses 0 and less. */
  public static void positive(String field, long value) {
    that(value > 0, field, value, POSITIVE);
  }

  /** Refuses 0, less, NaN and infinity. */
  public static void positive(String field, double value) {
    that(value > 0 && Double.isFinite(value), field, value, POSITIVE);
  }

  /** Refuses less than 0. */
  public static void notNegative(String field, long value) {
    that(value >= 0, field, value, NOT_NEGATIVE);
  }

  /** Refuses less than 0, NaN and infinity. */
  public static void notNegative(String field, double value) {
    that(value >= 0 && Double.isFinite(value), field, value, NOT_NEGATIVE);
  }

  /** Refuses NaN and infinity. */
  public static void finite(String field, double value) {
    that(Double.isFinite(value), field, value, "a finite number");
  }
}
