package org.mast4j.arbiter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.mast4j.datavec.audio.internal.io.TextFiles;
import org.mast4j.settings.Document;
import org.mast4j.settings.Problems;
import org.mast4j.settings.Require;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;

/**
 * What a search tries.
 *
 * @param budget how much of it
 * @param base settings of what isn't searched, its steps those of one candidate
 * @param dimensions what is searched
 */
public record SearchConfig(
    SearchBudget budget, PretrainingSettings base, List<Dimension> dimensions) {

  static final String ONE_AT_LEAST = "one key at least";

  public SearchConfig {
    dimensions = usable(dimensions, base);
  }

  /**
   * Reads a YAML file with the keys {@code candidates}, {@code maxMinutes}, {@code seed}, {@code
   * encoder} (a preset's name), {@code method} (a method's name), {@code base} (keys of {@link
   * PretrainingSettings}; those left out have the method's defaults) and {@code ranges} (such keys
   * with [low, high] of a number, or the list of what is tried of anything else).
   *
   * @throws IOException naming the file and every unknown or missing key and bad value in it
   */
  public static SearchConfig read(Path file) throws IOException {
    String yaml = TextFiles.read(file);
    try {
      return SearchFile.read(Document.yaml(yaml));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /** A copy for another encoder, or the same one on another grid. */
  public SearchConfig withEncoder(EncoderConfig encoder) {
    return new SearchConfig(budget, new PretrainingSettings(encoder, base.method()), dimensions);
  }

  /** The base as it is, and with each value that a dimension names: its ends, or all of a list. */
  Stream<PretrainingSettings> extremes() {
    return Stream.concat(
        Stream.of(base), dimensions.stream().flatMap(dimension -> extremes(dimension, base)));
  }

  private static Stream<PretrainingSettings> extremes(
      Dimension dimension, PretrainingSettings base) {
    return dimension.values().stream().map(value -> base.with(Map.of(dimension.key(), value)));
  }

  /**
   * The dimensions, if the base can have every value that they name.
   *
   * @throws IllegalArgumentException naming all that it can't have
   */
  private static List<Dimension> usable(List<Dimension> dimensions, PretrainingSettings base) {
    Require.that(!dimensions.isEmpty(), SearchFile.RANGES, dimensions, ONE_AT_LEAST);
    Problems problems = new Problems();
    dimensions.forEach(dimension -> problems.attempt(() -> usable(dimension, base)));
    problems.requireNone();
    return List.copyOf(dimensions);
  }

  /**
   * A dimension, if the base can have every value that it names.
   *
   * @throws IllegalArgumentException naming its key and values
   */
  static Dimension usable(Dimension dimension, PretrainingSettings base) {
    try {
      dimension.space();
      extremes(dimension, base).forEach(settings -> requireServed(settings.encoder(), base));
      return dimension;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s.%s %s: %s"
              .formatted(SearchFile.RANGES, dimension.key(), dimension.values(), e.getMessage()),
          e);
    }
  }

  /** That an encoder can be built, for clips of the base's size. */
  private static void requireServed(EncoderConfig encoder, PretrainingSettings base) {
    if (!encoder.equals(base.encoder())) {
      Require.that(
          encoder.grid().equals(base.encoder().grid()),
          "grid",
          encoder.grid(),
          "that of the clips, " + base.encoder().grid());
      EncoderGraph.shapes(encoder, Optional.empty());
    }
  }
}
