package org.mast4j.arbiter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.distribution.LogUniformDistribution;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.mast4j.settings.Scale;
import org.mast4j.settings.SettingInfo;
import org.mast4j.ssl.pretrain.PretrainingSettings;

/**
 * One key that is searched.
 *
 * @param key of {@link PretrainingSettings}
 * @param type of its values
 * @param scale along which a number is drawn uniformly
 * @param values the lowest and the highest of a number; of anything else all that are tried
 */
public record Dimension(String key, Class<?> type, Scale scale, List<Object> values) {
  private static final Set<Class<?>> WHOLE = Set.of(int.class, long.class);

  public Dimension {
    values = List.copyOf(values);
  }

  /** What a file's values make of a key; empty if they don't suit it, see {@link #expected}. */
  static Optional<Dimension> of(SettingInfo key, JsonNode values) {
    return convert(key)
        .filter(convert -> values.isArray() && !values.isEmpty())
        .map(convert -> StreamSupport.stream(values.spliterator(), false).map(convert).toList())
        .filter(converted -> converted.stream().allMatch(Optional::isPresent))
        .map(converted -> converted.stream().map(Optional::orElseThrow).toList())
        .map(converted -> new Dimension(key.key(), key.type(), key.scale(), converted))
        .filter(dimension -> !dimension.isNumber() || dimension.isRange());
  }

  /** How a file gives a key's values. */
  static String expected(SettingInfo key) {
    if (WHOLE.contains(key.type())) {
      return "[low, high], two whole numbers, the lower first";
    }
    if (key.type() == double.class) {
      return "[low, high], two numbers, the lower first";
    }
    if (key.type() == boolean.class) {
      return "[false, true]";
    }
    return isChosen(key)
        ? "a list of some of " + key.choices()
        : "the key of a number, of a truth value or of an enum";
  }

  /** Whether its values have names: an enum's constants, a record's presets. */
  private static boolean isChosen(SettingInfo key) {
    return !key.choices().isEmpty();
  }

  /** A node as a value of a key, empty for one of another type; empty if none is searched. */
  private static Optional<Function<JsonNode, Optional<Object>>> convert(SettingInfo key) {
    Class<?> type = key.type();
    if (type == double.class) {
      return Optional.of(node -> when(node.isNumber(), node.doubleValue()));
    }
    if (type == int.class) {
      return Optional.of(
          node -> when(node.isIntegralNumber() && node.canConvertToInt(), node.intValue()));
    }
    if (type == long.class) {
      return Optional.of(
          node -> when(node.isIntegralNumber() && node.canConvertToLong(), node.longValue()));
    }
    if (type == boolean.class) {
      return Optional.of(node -> when(node.isBoolean(), node.booleanValue()));
    }
    return isChosen(key)
        ? Optional.of(node -> when(node.isTextual(), node.asText()))
        : Optional.empty();
  }

  private static Optional<Object> when(boolean valid, Object value) {
    return valid ? Optional.of(value) : Optional.empty();
  }

  private boolean isNumber() {
    return type == double.class || WHOLE.contains(type);
  }

  private boolean isRange() {
    return values.size() == 2 && low() < high();
  }

  private double low() {
    return ((Number) values.get(0)).doubleValue();
  }

  private double high() {
    return ((Number) values.get(1)).doubleValue();
  }

  /**
   * Arbiter's space for it.
   *
   * @throws IllegalArgumentException if a range on a logarithmic scale isn't above 0
   */
  ParameterSpace<?> space() {
    if (!isNumber()) {
      return new DiscreteParameterSpace<>(values);
    }
    double end = WHOLE.contains(type) ? high() + 1 : high(); // a whole number is drawn below it
    if (scale == Scale.LINEAR) {
      return new ContinuousParameterSpace(low(), end);
    }
    if (low() <= 0) {
      throw new IllegalArgumentException("searched by its logarithm; expected numbers above 0");
    }
    return new ContinuousParameterSpace(new LogUniformDistribution(low(), end));
  }

  /** The key's value for what {@link #space} drew. */
  Object value(Object drawn) {
    if (!WHOLE.contains(type)) {
      return drawn;
    }
    long whole = (long) Math.min(Math.floor((Double) drawn), high());
    return type == int.class ? (Object) (int) whole : (Object) whole;
  }
}
