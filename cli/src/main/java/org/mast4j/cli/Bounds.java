package org.mast4j.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Readers of the numbers that options take; what lies outside of the bounds is wrong usage. */
final class Bounds {
  /** Beyond any rate, temperature or number of seconds that makes sense. */
  private static final double LARGEST = 1_000;

  private Bounds() {}

  /** A whole number of at least 1. */
  static final class AtLeastOne implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return whole(text, 1);
    }
  }

  /** A whole number of at least 2. */
  static final class AtLeastTwo implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return whole(text, 2);
    }
  }

  /** A whole number of at least 0. */
  static final class AtLeastZero implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return whole(text, 0);
    }
  }

  /** A number above 0, at most {@value Bounds#LARGEST}. */
  static final class Positive implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      double value = number(text);
      if (!(value > 0 && value <= LARGEST)) {
        throw new TypeConversionException(
            "\"" + text + "\"; expected a number above 0, at most " + (int) LARGEST);
      }
      return value;
    }
  }

  /** A number from 0 to below 1. */
  static final class Share implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      double value = number(text);
      if (!(value >= 0 && value < 1)) {
        throw new TypeConversionException("\"" + text + "\"; expected a number from 0 to below 1");
      }
      return value;
    }
  }

  /** A share that leaves something for two others, above 0 and up to 0.5. */
  static final class Part implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      double value = number(text);
      if (!(value > 0 && value <= 0.5)) {
        throw new TypeConversionException(
            "\"" + text + "\"; expected a number above 0, at most 0.5, such as 0.1");
      }
      return value;
    }
  }

  /** Any whole number that a seed can be. */
  static final class Seed implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException e) {
        throw new TypeConversionException("\"" + text + "\"; expected a whole number, such as 1");
      }
    }
  }

  private static int whole(String text, int least) {
    long value = text.matches("\\d{1,10}") ? Long.parseLong(text) : -1;
    if (value < least || value > Integer.MAX_VALUE) {
      throw new TypeConversionException(
          "\"" + text + "\"; expected a whole number from " + least + " to " + Integer.MAX_VALUE);
    }
    return (int) value;
  }

  private static double number(String text) {
    // Java's own reader also takes hexadecimal digits, and "1d" for one
    return text.matches("-?\\d*\\.?\\d+([eE][-+]?\\d+)?")
        ? Double.parseDouble(text)
        : Double.NaN; // outside of any bounds
  }
}
