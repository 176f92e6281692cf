package org.mast4j.arbiter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;
import org.mast4j.arbiter.generate.Generator;
import org.mast4j.arbiter.generate.Random;
import org.mast4j.arbiter.plan.Pruner;
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
 * @param base settings of what isn't searched, its steps those of a whole training
 * @param dimensions what is searched
 * @param generator how candidates are made up
 * @param pruner which of them are trained further; without one all are trained to the end
 * @param workers who trains them
 */
public record SearchConfig(
    SearchBudget budget,
    PretrainingSettings base,
    List<Dimension> dimensions,
    Generator generator,
    Optional<Pruner> pruner,
    SearchWorkers workers) {

  static final String ONE_AT_LEAST = "one key at least";

  private static final String STEPS = "steps";

  public SearchConfig {
    dimensions = usable(dimensions, base);
    int steps = base.method().steps();
    pruner.ifPresent(p -> p.rungs(steps));
    Require.that(
        pruner.isEmpty() || dimensions.stream().noneMatch(d -> d.key().equals(STEPS)),
        SearchFile.RANGES,
        STEPS,
        "other keys where a pruner compares candidates by their steps");
  }

  /** A random search of whole trainings, one after the other in this process. */
  public SearchConfig(SearchBudget budget, PretrainingSettings base, List<Dimension> dimensions) {
    this(budget, base, dimensions, new Random(), Optional.empty(), SearchWorkers.standard());
  }

  /**
   * Reads a YAML file: docs/search.md.
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

  /** What candidates are drawn from; a new one each time, as generators number its leaves. */
  PretrainingSpace space() {
    PretrainingSpace space = PretrainingSpace.of(base, dimensions);
    new RandomSearchGenerator(space); // gives the leaves their numbers
    return space;
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
    dimensions.forEach(dimension -> problems.attempt(() -> usable(dimension, dimensions, base)));
    problems.requireNone();
    return List.copyOf(dimensions);
  }

  /**
   * A dimension, if the base can have every value that it names, and it may be searched when it
   * says so.
   *
   * @param all the dimension among them
   * @throws IllegalArgumentException naming its key and values
   */
  static Dimension usable(Dimension dimension, List<Dimension> all, PretrainingSettings base) {
    DimensionConditions.require(dimension, all);
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
