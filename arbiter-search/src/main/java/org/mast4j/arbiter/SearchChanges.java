package org.mast4j.arbiter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mast4j.arbiter.score.Probe;
import org.mast4j.arbiter.store.StoredStart;
import org.mast4j.settings.Settings;

/**
 * What a search has otherwise than when it was started the last time.
 *
 * @param settings as they are now, as JSON
 * @param remarks a sentence for each that differs
 */
record SearchChanges(String settings, List<String> remarks) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RANGES = SearchFile.RANGES + ".";
  private static final String SCORE = "score";

  /**
   * Compares.
   *
   * @param starts of before, none for a new search
   * @throws IOException naming what may not differ
   */
  static SearchChanges since(List<StoredStart> starts, SearchConfig config) throws IOException {
    Map<String, String> now = flat(config);
    List<String> remarks = new ArrayList<>();
    if (!starts.isEmpty()) {
      Map<String, String> before = read(starts.get(starts.size() - 1).settings());
      before.putIfAbsent(SCORE, new Probe().toString()); // the only one that there was
      Set<String> keys = new LinkedHashSet<>(before.keySet());
      keys.addAll(now.keySet());
      for (String key : keys) {
        String was = before.getOrDefault(key, "none");
        String is = now.getOrDefault(key, "none");
        if (!was.equals(is)) {
          if (!mayDiffer(key)) {
            throw new IOException(
                "%s is %s, but was %s when this search began; set it back, or search anew in another folder"
                    .formatted(key, is, was));
          }
          remarks.add("%s is %s now; it was %s".formatted(key, is, was));
        }
      }
    }
    return new SearchChanges(JSON.valueToTree(now).toString(), List.copyOf(remarks));
  }

  private static boolean mayDiffer(String key) {
    return key.equals("candidates")
        || key.equals("maxMinutes")
        || key.equals("scoreInterval")
        || key.startsWith("workers.")
        || key.startsWith(RANGES);
  }

  private static Map<String, String> flat(SearchConfig config) {
    Map<String, String> flat = new LinkedHashMap<>();
    put(flat, "", config.budget());
    flat.put(SCORE, config.score().toString());
    flat.put("generator", config.generator().toString());
    flat.put("pruner", config.pruner().map(Object::toString).orElse("none"));
    put(flat, "workers.", config.workers());
    flat.put("base", config.base().toJson().toString());
    for (Dimension dimension : config.dimensions()) {
      String when = dimension.when().isEmpty() ? "" : " when " + dimension.when();
      String scale = dimension.range() ? " " + dimension.scale() : "";
      flat.put(
          RANGES + dimension.key(),
          (dimension.range() ? "range " : "values ") + dimension.values() + scale + when);
    }
    return flat;
  }

  private static void put(Map<String, String> flat, String prefix, Record record) {
    Settings.toJson(record)
        .fields()
        .forEachRemaining(field -> flat.put(prefix + field.getKey(), field.getValue().asText()));
  }

  private static Map<String, String> read(String json) throws IOException {
    try {
      return JSON.readValue(json, new TypeReference<LinkedHashMap<String, String>>() {});
    } catch (JsonProcessingException e) {
      throw new IOException("the search's store holds settings that can't be read", e);
    }
  }
}
