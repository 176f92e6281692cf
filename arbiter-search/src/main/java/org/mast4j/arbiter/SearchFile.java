package org.mast4j.arbiter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mast4j.arbiter.generate.Generator;
import org.mast4j.arbiter.generate.Tpe;
import org.mast4j.arbiter.plan.Pruner;
import org.mast4j.settings.Document;
import org.mast4j.settings.Problems;
import org.mast4j.settings.SettingInfo;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.pretrain.Method;
import org.mast4j.ssl.pretrain.Methods;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.EncoderConfig;

/**
 * The keys of a search's file; what {@code base} and {@code ranges} may hold is the method's, and
 * {@code data} is for whoever reads clips.
 */
record SearchFile(
    int candidates,
    double maxMinutes,
    long seed,
    Optional<Integer> scoreInterval,
    String encoder,
    Optional<String> method,
    Optional<JsonNode> base,
    JsonNode ranges,
    Optional<Generator> generator,
    Optional<Pruner> pruner,
    Optional<JsonNode> workers,
    Optional<JsonNode> data) {

  static final String RANGES = "ranges";

  private static final String BASE = "base";
  private static final String ENCODER = "encoder";
  private static final String METHOD = "method";
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
   * @throws IllegalArgumentException naming every unknown or missing key and bad value
   */
  static SearchConfig read(Document document) {
    Problems problems = new Problems();
    Optional<SearchFile> file = problems.attempt(() -> Settings.read(SearchFile.class, document));
    Optional<PretrainingSettings> defaults = defaults(document, problems);
    Document ranges = document.at(RANGES);
    List<Dimension> dimensions =
        defaults.map(known -> dimensions(ranges, known, problems)).orElse(List.of());
    Optional<PretrainingSettings> base =
        document.tree().has(BASE)
            ? defaults.flatMap(known -> problems.attempt(() -> known.with(document.at(BASE))))
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
        read.generator().orElseGet(Tpe::new),
        read.pruner(),
        workers.orElseThrow());
  }

  private SearchBudget budget() {
    return budget(candidates, maxMinutes, seed, scoreInterval);
  }

  private static Optional<PretrainingSettings> defaults(Document document, Problems problems) {
    JsonNode tree = document.tree();
    Optional<EncoderConfig> encoder =
        tree.path(ENCODER).isTextual()
            ? problems.attempt(
                document, ENCODER, () -> Architectures.preset(tree.get(ENCODER).textValue()))
            : Optional.empty();
    Optional<Method> method =
        problems.attempt(
            document, METHOD, () -> Methods.byName(tree.path(METHOD).asText(Methods.DEFAULT)));
    return encoder.flatMap(
        preset ->
            method.map(known -> new PretrainingSettings(known.suit(preset), known.defaults())));
  }

  private static List<Dimension> dimensions(
      Document ranges, PretrainingSettings known, Problems problems) {
    Map<String, SettingInfo> keys = new LinkedHashMap<>();
    known.describe().forEach(key -> keys.put(key.key(), key));
    return new DimensionReader(ranges, keys, problems).read();
  }
}
