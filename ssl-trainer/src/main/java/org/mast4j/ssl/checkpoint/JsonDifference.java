package org.mast4j.ssl.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A value that two JSON trees don't share.
 *
 * @param path of its keys, {@code config.batchSize}
 * @param there in the first tree; a missing node if it lacks the key
 * @param here likewise in the second
 */
public record JsonDifference(String path, JsonNode there, JsonNode here) {
  /** Another encoder has all of its keys otherwise, which nobody reads. */
  private static final int MOST_NAMED = 8;

  /** Every leaf that differs, in the order of the first tree and then of the second. */
  public static List<JsonDifference> between(JsonNode there, JsonNode here) {
    List<JsonDifference> differences = new ArrayList<>();
    compare("", there, here, differences);
    return List.copyOf(differences);
  }

  private static void compare(
      String path, JsonNode there, JsonNode here, List<JsonDifference> differences) {
    if (!there.isObject() || !here.isObject()) {
      if (!there.equals(here)) {
        differences.add(new JsonDifference(path, there, here));
      }
      return;
    }
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    there.fields().forEachRemaining(field -> fields.put(field.getKey(), field.getValue()));
    here.fieldNames().forEachRemaining(name -> fields.putIfAbsent(name, there.path(name)));
    String prefix = path.isEmpty() ? "" : path + ".";
    fields.forEach((name, value) -> compare(prefix + name, value, here.path(name), differences));
  }

  /** The first of them in a line for people, outer keys first, and how many more there are. */
  public static String words(List<JsonDifference> differences) {
    String first =
        differences.stream()
            .sorted(Comparator.comparingInt(JsonDifference::depth)) // which method, then its keys
            .limit(MOST_NAMED)
            .map(JsonDifference::toString)
            .collect(Collectors.joining(", "));
    int more = differences.size() - MOST_NAMED;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  private int depth() {
    return path.split("\\.").length;
  }

  /** "config.batchSize is 8 there and 16 here". */
  @Override
  public String toString() {
    return path + " is " + words(there) + " there and " + words(here) + " here";
  }

  private static String words(JsonNode value) {
    return value.isMissingNode() ? "absent" : value.toString();
  }
}
