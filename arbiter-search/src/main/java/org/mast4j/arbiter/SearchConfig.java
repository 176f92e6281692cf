package org.mast4j.arbiter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;
import org.mast4j.zoo.EncoderConfig;

/**
 * What a search tries.
 *
 * @param candidates how many configurations
 * @param maxMinutes after which no further candidate starts; the running one ends
 * @param seed of the choice of configurations
 * @param encoder that each candidate pre-trains
 * @param base configuration of what isn't searched, its steps those of one candidate
 * @param ranges of what is searched
 */
public record SearchConfig(
    int candidates,
    double maxMinutes,
    long seed,
    EncoderConfig encoder,
    SsMastConfig base,
    Map<Hyperparameter, Range> ranges) {

  public SearchConfig {
    require(candidates > 0, "candidates", candidates, "a positive number");
    require(
        maxMinutes > 0 && Double.isFinite(maxMinutes),
        "maxMinutes",
        maxMinutes,
        "a positive number");
    require(!ranges.isEmpty(), "ranges", ranges, "one at least of " + Hyperparameter.keys());
    ranges = Collections.unmodifiableMap(new EnumMap<>(ranges));
    ranges.forEach((parameter, range) -> requireUsable(parameter, range, base));
  }

  private static void requireUsable(Hyperparameter parameter, Range range, SsMastConfig base) {
    try {
      parameter.set(base, range.low());
      parameter.set(base, range.high());
      parameter.space(range);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "ranges." + parameter.key() + " " + range + ": " + e.getMessage(), e);
    }
  }

  private static void require(boolean holds, String field, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(field + " " + value + "; expected " + expected);
    }
  }

  /**
   * Reads a YAML file with the keys {@code candidates}, {@code maxMinutes}, {@code seed}, {@code
   * encoder} (a preset's name), {@code base} (fields of {@link SsMastConfig}; those left out are
   * the paper's) and {@code ranges} ({@link Hyperparameter#key}: [low, high]).
   *
   * @throws IOException naming the file, and the unknown or missing key or the bad value
   */
  public static SearchConfig read(Path file) throws IOException {
    return SearchYaml.read(file);
  }

  /** A copy for another encoder, or the same one on another grid. */
  public SearchConfig withEncoder(EncoderConfig newEncoder) {
    return new SearchConfig(candidates, maxMinutes, seed, newEncoder, base, ranges);
  }
}
