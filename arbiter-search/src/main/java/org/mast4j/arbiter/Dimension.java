package org.mast4j.arbiter;

import java.util.List;
import java.util.Set;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.distribution.LogUniformDistribution;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.mast4j.settings.Scale;

/**
 * One key that is searched.
 *
 * @param key of the {@link org.mast4j.arbiter.subject.Subject}
 * @param type of its values
 * @param scale along which a number of a range is drawn uniformly
 * @param values of a range the lowest and the highest; else all that are tried
 * @param range whether they are a range of numbers
 * @param when what must hold for the key to be searched; otherwise it has the base's value
 */
public record Dimension(
    String key,
    Class<?> type,
    Scale scale,
    List<Object> values,
    boolean range,
    List<Condition> when) {
  private static final Set<Class<?>> WHOLE = Set.of(int.class, long.class);

  public Dimension {
    values = List.copyOf(values);
    when = List.copyOf(when);
  }

  /** Every number between two, these among them. */
  public static Dimension range(
      String key, Class<?> type, Scale scale, Object lowest, Object highest) {
    return new Dimension(key, type, scale, List.of(lowest, highest), true, List.of());
  }

  /** Some values. */
  public static Dimension choice(String key, Class<?> type, List<Object> values) {
    return new Dimension(key, type, Scale.LINEAR, values, false, List.of());
  }

  /** Whether a key has numbers, of which a range can be searched. */
  static boolean isNumber(Class<?> type) {
    return type == double.class || isWhole(type);
  }

  static boolean isWhole(Class<?> type) {
    return WHOLE.contains(type);
  }

  double low() {
    return ((Number) values.get(0)).doubleValue();
  }

  double high() {
    return ((Number) values.get(1)).doubleValue();
  }

  /** What a number is drawn below: a whole one is rounded down afterwards. */
  private double end() {
    return isWhole(type) ? high() + 1 : high();
  }

  private boolean isSmallRangeOfWholeNumbers() {
    return isWhole(type)
        && scale == Scale.LINEAR
        && low() >= Integer.MIN_VALUE
        && high() < Integer.MAX_VALUE;
  }

  /**
   * Arbiter's space for it.
   *
   * @throws IllegalArgumentException if a range on a logarithmic scale isn't above 0
   */
  ParameterSpace<?> space() {
    if (!range) {
      return new DiscreteParameterSpace<>(values);
    }
    if (isSmallRangeOfWholeNumbers()) {
      return new IntegerParameterSpace((int) low(), (int) high());
    }
    if (scale == Scale.LINEAR) {
      return new ContinuousParameterSpace(low(), end());
    }
    if (low() <= 0) {
      throw new IllegalArgumentException("searched by its logarithm; expected numbers above 0");
    }
    return new ContinuousParameterSpace(new LogUniformDistribution(low(), end()));
  }

  /** The key's value for what {@link #space} drew. */
  Object value(Object drawn) {
    if (!range || !isWhole(type)) {
      return drawn;
    }
    double number = ((Number) drawn).doubleValue();
    long whole = (long) Math.min(Math.floor(number), high());
    return type == int.class ? (Object) (int) whole : (Object) whole;
  }

  /**
   * Where on its axis of the unit cube a value lies, the inverse of {@link #space}.
   *
   * @throws IllegalArgumentException if it isn't among the values
   */
  double coordinate(Object value) {
    require(value != null, "none");
    if (!range) {
      int index = values.indexOf(value);
      require(index >= 0, value);
      return (index + 0.5) / values.size();
    }
    double number = ((Number) value).doubleValue();
    require(number >= low() && number <= high(), value);
    double middle = isWhole(type) ? number + 0.5 : number; // of those that are rounded to it
    return scale == Scale.LINEAR
        ? (middle - low()) / (end() - low())
        : Math.log(middle / low()) / Math.log(end() / low());
  }

  private void require(boolean valid, Object value) {
    if (!valid) {
      throw new IllegalArgumentException(
          "%s %s, which was tried before, isn't among %s; a search that goes on may only be widened"
              .formatted(key, value, values));
    }
  }
}
