package org.mast4j.arbiter;

import java.util.List;

/**
 * That another searched key has one of some values, without which a dimension doesn't exist.
 *
 * @param key of the other
 * @param values that it may have; of a range the lowest and the highest
 * @param range whether they are the ends of a range
 */
public record Condition(String key, List<Object> values, boolean range) {
  public Condition {
    values = List.copyOf(values);
  }

  boolean holds(Object value) {
    if (!range) {
      return values.stream().anyMatch(allowed -> same(allowed, value));
    }
    double number = ((Number) value).doubleValue();
    return number >= number(0) && number <= number(1);
  }

  private double number(int index) {
    return ((Number) values.get(index)).doubleValue();
  }

  /** Whole numbers of different types are the same where they are equal. */
  private static boolean same(Object allowed, Object value) {
    return allowed instanceof Number a && value instanceof Number b
        ? a.doubleValue() == b.doubleValue()
        : allowed.equals(value);
  }

  @Override
  public String toString() {
    return key + " " + values;
  }
}
