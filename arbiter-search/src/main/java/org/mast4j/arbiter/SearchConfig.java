package org.mast4j.arbiter;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;
import org.mast4j.arbiter.generate.Generator;
import org.mast4j.arbiter.generate.Random;
import org.mast4j.arbiter.plan.Pruner;
import org.mast4j.arbiter.score.FineTuned;
import org.mast4j.arbiter.score.Probe;
import org.mast4j.arbiter.score.Score;
import org.mast4j.arbiter.subject.FineTuning;
import org.mast4j.arbiter.subject.Pretraining;
import org.mast4j.arbiter.subject.Subject;
import org.mast4j.datavec.audio.internal.io.TextFiles;
import org.mast4j.settings.Document;
import org.mast4j.settings.Problems;
import org.mast4j.settings.Require;

/**
 * What a search tries.
 *
 * @param budget how much of it
 * @param base what candidates are, with the settings that aren't searched
 * @param dimensions what is searched
 * @param score what says which candidate is better
 * @param generator how candidates are made up
 * @param pruner which of them are trained further; without one all are trained to the end
 * @param workers who trains them
 */
@RecordBuilder
public record SearchConfig(
    SearchBudget budget,
    Subject base,
    List<Dimension> dimensions,
    Score score,
    Generator generator,
    Optional<Pruner> pruner,
    SearchWorkers workers)
    implements SearchConfigBuilder.With {

  static final String ONE_AT_LEAST = "one key at least";

  public SearchConfig {
    dimensions = usable(dimensions, base);
    int length = base.length();
    pruner.ifPresent(p -> p.rungs(length));
    Require.that(
        pruner.isEmpty() || dimensions.stream().noneMatch(d -> d.key().equals(base.unit())),
        SearchFile.RANGES,
        base.unit(),
        "other keys where a pruner compares candidates by their " + base.unit());
    Require.that(
        budget.scoreInterval() == 0 || base instanceof Pretraining || score instanceof FineTuned,
        "scoreInterval",
        budget.scoreInterval(),
        "0 where a fine-tuning is scored by another than fine-tuned");
  }

  /** A random search of whole trainings, one after the other in this process. */
  public SearchConfig(SearchBudget budget, Subject base, List<Dimension> dimensions) {
    this(
        budget,
        base,
        dimensions,
        standardScore(base),
        new Random(),
        Optional.empty(),
        SearchWorkers.standard());
  }

  /** A probe of what is pre-trained; a classifier's own. */
  static Score standardScore(Subject base) {
    return base instanceof FineTuning ? new FineTuned() : new Probe();
  }

  /** Of two scores the better one is the greater. */
  Comparator<Double> byScore() {
    Comparator<Double> rising = Comparator.naturalOrder();
    return score.minimize() ? rising.reversed() : rising;
  }

  /**
   * Reads a YAML file: docs/search.md.
   *
   * @throws IOException naming the file and every unknown or missing key and bad value in it
   */
  public static SearchConfig read(Path file) throws IOException {
    String yaml = TextFiles.read(file);
    try {
      return SearchFile.read(Document.yaml(yaml), file.toAbsolutePath().getParent());
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /** Of the longest training that a candidate may be. */
  int length() {
    return extremes().mapToInt(Subject::length).max().orElseThrow();
  }

  /** What candidates are drawn from; a new one each time, as generators number its leaves. */
  SearchSpace space() {
    SearchSpace space = SearchSpace.of(base, dimensions);
    new RandomSearchGenerator(space); // gives the leaves their numbers
    return space;
  }

  /** The base as it is, and with each value that a dimension names: its ends, or all of a list. */
  Stream<Subject> extremes() {
    return Stream.concat(
        Stream.of(base), dimensions.stream().flatMap(dimension -> extremes(dimension, base)));
  }

  private static Stream<Subject> extremes(Dimension dimension, Subject base) {
    return dimension.values().stream().map(value -> base.with(Map.of(dimension.key(), value)));
  }

  /**
   * The dimensions, if the base can have every value that they name.
   *
   * @throws IllegalArgumentException naming all that it can't have
   */
  private static List<Dimension> usable(List<Dimension> dimensions, Subject base) {
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
  static Dimension usable(Dimension dimension, List<Dimension> all, Subject base) {
    DimensionConditions.require(dimension, all);
    try {
      dimension.space();
      extremes(dimension, base).forEach(base::requireServes);
      return dimension;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s.%s %s: %s"
              .formatted(SearchFile.RANGES, dimension.key(), dimension.values(), e.getMessage()),
          e);
    }
  }
}
