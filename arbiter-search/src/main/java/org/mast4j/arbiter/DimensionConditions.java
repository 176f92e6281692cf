package org.mast4j.arbiter;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks what dimensions ask of each other. */
final class DimensionConditions {
  private DimensionConditions() {}

  /**
   * Checks that each condition of a dimension is of another one, can be true, and leads to no
   * circle.
   *
   * @param all the dimension among them
   * @throws IllegalArgumentException naming one that isn't
   */
  static void require(Dimension dimension, List<Dimension> all) {
    Map<String, Dimension> byKey = new LinkedHashMap<>();
    all.forEach(other -> byKey.put(other.key(), other));
    dimension.when().forEach(condition -> require(dimension, condition, byKey));
    requireNoCircle(dimension, byKey, new HashSet<>());
  }

  private static void require(
      Dimension dimension, Condition condition, Map<String, Dimension> byKey) {
    Dimension other = byKey.get(condition.key());
    if (other == null) {
      throw failure(dimension, condition, "a condition on one of the searched " + byKey.keySet());
    }
    if (!canHold(condition, other)) {
      throw failure(
          dimension, condition, "a condition that can be true; the values are " + other.values());
    }
  }

  private static boolean canHold(Condition condition, Dimension other) {
    if (!other.range()) {
      return other.values().stream().anyMatch(condition::holds);
    }
    double low = number(condition.values().get(0));
    double high = number(condition.values().get(condition.values().size() - 1));
    boolean overlaps = low <= other.high() && high >= other.low();
    // A number that isn't whole is never exactly one of a range.
    return overlaps && (condition.range() || Dimension.isWhole(other.type()));
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }

  private static void requireNoCircle(
      Dimension dimension, Map<String, Dimension> byKey, Set<String> seen) {
    if (!seen.add(dimension.key())) {
      throw new IllegalArgumentException(
          "ranges.%s.when leads back to itself; expected conditions without a circle"
              .formatted(dimension.key()));
    }
    for (Condition condition : dimension.when()) {
      if (byKey.containsKey(condition.key())) { // or else it is refused itself
        requireNoCircle(byKey.get(condition.key()), byKey, new HashSet<>(seen));
      }
    }
  }

  private static IllegalArgumentException failure(
      Dimension dimension, Condition condition, String expected) {
    return new IllegalArgumentException(
        "ranges.%s.when %s; expected %s".formatted(dimension.key(), condition, expected));
  }
}
