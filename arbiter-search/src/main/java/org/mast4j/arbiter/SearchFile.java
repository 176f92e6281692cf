package org.mast4j.arbiter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mast4j.settings.Document;
import org.mast4j.settings.Problems;
import org.mast4j.settings.SettingInfo;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.pretrain.Method;
import org.mast4j.ssl.pretrain.Methods;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.EncoderConfig;

/** The keys of a search's file; what {@code base} and {@code ranges} may hold is the method's. */
record SearchFile(
    int candidates,
    double maxMinutes,
    long seed,
    String encoder,
    Optional<String> method,
    Optional<JsonNode> base,
    JsonNode ranges) {

  static final String RANGES = "ranges";

  private static final String BASE = "base";
  private static final String ENCODER = "encoder";
  private static final String METHOD = "method";

  SearchFile {
    budget(candidates, maxMinutes, seed);
  }

  private static SearchBudget budget(int candidates, double maxMinutes, long seed) {
    return new SearchBudget(candidates, maxMinutes, seed);
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
                        ranges, dimension.key(), () -> SearchConfig.usable(dimension, known))));
    problems.requireNone();
    return new SearchConfig(file.orElseThrow().budget(), base.orElseThrow(), dimensions);
  }

  private SearchBudget budget() {
    return budget(candidates, maxMinutes, seed);
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

  /** What is searched, in the order of the keys' own list. */
  private static List<Dimension> dimensions(
      Document ranges, PretrainingSettings known, Problems problems) {
    Map<String, SettingInfo> keys = new LinkedHashMap<>();
    known.describe().forEach(key -> keys.put(key.key(), key));
    ranges
        .tree()
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!keys.containsKey(name)) {
                problems.addUnknown(ranges, name, keys.keySet());
              }
            });
    List<Dimension> dimensions = new ArrayList<>();
    keys.values().stream()
        .filter(key -> ranges.tree().has(key.key()))
        .forEach(
            key -> {
              JsonNode values = ranges.tree().get(key.key());
              Optional<Dimension> dimension = Dimension.of(key, values);
              if (dimension.isEmpty()) {
                problems.add(ranges, key.key(), values, Dimension.expected(key));
              }
              dimension.ifPresent(dimensions::add);
            });
    return Collections.unmodifiableList(dimensions);
  }
}
