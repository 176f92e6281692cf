package org.mast4j.arbiter;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mast4j.arbiter.generate.Generator;
import org.mast4j.arbiter.generate.Tpe;
import org.mast4j.arbiter.plan.Pruner;
import org.mast4j.arbiter.score.Score;
import org.mast4j.arbiter.subject.Subject;
import org.mast4j.settings.Document;
import org.mast4j.settings.Problems;
import org.mast4j.settings.SettingInfo;
import org.mast4j.settings.Settings;

/**
 * The keys of a search's file; what {@code base} and {@code ranges} may hold is the subject's, and
 * {@code data} is for whoever reads clips.
 */
record SearchFile(
    int candidates,
    double maxMinutes,
    long seed,
    Optional<Integer> scoreInterval,
    Optional<Task> task,
    Optional<String> encoder,
    Optional<String> method,
    Optional<String> model,
    Optional<JsonNode> base,
    JsonNode ranges,
    Optional<Score> score,
    Optional<Generator> generator,
    Optional<Pruner> pruner,
    Optional<JsonNode> workers,
    Optional<JsonNode> data) {

  static final String RANGES = "ranges";

  private static final String BASE = "base";
  private static final String WORKERS = "workers";

  SearchFile {
    budget(candidates, maxMinutes, seed, scoreInterval);
  }

  private static SearchBudget budget(
      int candidates, double maxMinutes, long seed, Optional<Integer> scoreInterval) {
    return new SearchBudget(candidates, maxMinutes, seed, scoreInterval.orElse(0));
  }

  /**
   * The search that a document describes.
   *
   * @param folder that a model's relative path starts from
   * @throws IllegalArgumentException naming every unknown or missing key and bad value
   */
  static SearchConfig read(Document document, Path folder) {
    Problems problems = new Problems();
    Optional<SearchFile> file = problems.attempt(() -> Settings.read(SearchFile.class, document));
    Optional<Subject> defaults = new SubjectReader(document, folder, problems).read();
    Document ranges = document.at(RANGES);
    List<Dimension> dimensions =
        defaults.map(known -> dimensions(ranges, known, problems)).orElse(List.of());
    Optional<Subject> base =
        document.tree().has(BASE)
            ? defaults.flatMap(
                known -> problems.attempt(() -> (Subject) known.with(document.at(BASE))))
            : defaults;
    if (document.tree().has(RANGES) && ranges.tree().isEmpty()) {
      problems.add(document, RANGES, ranges.tree(), SearchConfig.ONE_AT_LEAST);
    }
    base.ifPresent(
        known ->
            dimensions.forEach(
                dimension ->
                    problems.attempt(
                        ranges,
                        dimension.key(),
                        () -> SearchConfig.usable(dimension, dimensions, known))));
    Document crew = document.at(WORKERS);
    Optional<SearchWorkers> workers =
        document.tree().has(WORKERS)
            ? problems.attempt(() -> Settings.read(SearchWorkers.standard(), crew))
            : Optional.of(SearchWorkers.standard());
    problems.requireNone();
    SearchFile read = file.orElseThrow();
    return new SearchConfig(
        read.budget(),
        base.orElseThrow(),
        dimensions,
        read.score().orElseGet(() -> SearchConfig.standardScore(base.get())),
        read.generator().orElseGet(Tpe::new),
        read.pruner(),
        workers.orElseThrow());
  }

  private SearchBudget budget() {
    return budget(candidates, maxMinutes, seed, scoreInterval);
  }

  private static List<Dimension> dimensions(Document ranges, Subject known, Problems problems) {
    Map<String, SettingInfo> keys = new LinkedHashMap<>();
    known.describe().forEach(key -> keys.put(key.key(), key));
    return new DimensionReader(ranges, keys, problems).read();
  }
}
