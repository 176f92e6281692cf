package org.mast4j.zoo.weights;

import static org.mast4j.zoo.weights.SafeTensorsFiles.valid;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Models in shards that break the format in one way each. */
final class MalformedIndexes {
  private static final String INDEX = "model.safetensors.index.json";
  private static final String FIRST = "model-00001-of-00002.safetensors";
  private static final String SECOND = "model-00002-of-00002.safetensors";
  private static final String VALID =
      "{\"weight_map\":{\"a\":\"%s\",\"b\":\"%s\",\"c\":\"%s\"}}".formatted(FIRST, FIRST, SECOND);

  private MalformedIndexes() {}

  static Stream<Malformed> all() {
    return Stream.of(texts(), names(), shards()).flatMap(cases -> cases);
  }

  private static Stream<Malformed> texts() {
    String many =
        IntStream.rangeClosed(0, SafeTensorsHeader.MAX_TENSORS)
            .mapToObj(i -> "\"%d\":\"%s\"".formatted(i, FIRST))
            .collect(Collectors.joining(",", "{\"weight_map\":{", "}}"));
    Stream<Malformed> limits =
        Stream.of(
            index(many, "more than 20000 tensors"),
            index("{" + " ".repeat(5 << 20) + "}", "at most 4194304 are read"),
            index("{\"a\":" + "[".repeat(100_000), "it isn't JSON"),
            index("{\"\u00ff\":1}".getBytes(StandardCharsets.ISO_8859_1), "it isn't UTF-8"));
    Stream<Malformed> lines =
        Malformed.table(
            """
            {}                                       | it has no weight_map
            {"metadata":{"total_size":4}}            | it has no weight_map
            {"weight_map":{}}                        | it has no weight_map
            {"weight_map":[]}                        | weight_map isn't a JSON object
            {"weight_map":null}                      | weight_map isn't a JSON object
            {"weight_map":"a"}                       | weight_map isn't a JSON object
            {"weight_map":{"a":1}}                   | a is in shard ""; expected a plain
            {"weight_map":{"a":null}}                | a is in shard ""; expected a plain
            {"weight_map":{"a":{}}}                  | a is in shard ""; expected a plain
            {"weight_map":{"a":["b"]}}               | a is in shard ""; expected a plain
            {"weight_map":{"a":"b","a":"b"}}         | uplicate field 'a'
            {"weight_map":{},"weight_map":{}}        | uplicate field 'weight_map'
            {"weight_map":{"a":"b"}                  | it isn't JSON
            {"weight_map":{"a":"b"}} x               | it isn't JSON
            {                                        | it isn't JSON
            {"weight_map"                            | it isn't JSON
            """,
            MalformedIndexes::index);
    return Stream.concat(limits, lines);
  }

  private static Stream<Malformed> names() {
    return Stream.of(
            "../" + FIRST,
            "/etc/passwd",
            "./" + FIRST,
            "folder/" + FIRST,
            "..",
            ".",
            "",
            ".hidden",
            "..\\\\" + FIRST,
            "C:" + FIRST,
            "\\\\\\\\host\\\\share",
            "~",
            "a\\u0000b",
            "a\\nb",
            "file:///etc/passwd",
            "https://example.org/w",
            "%2e%2e%2f",
            "\\u202e",
            "n".repeat(201))
        .map(name -> index(VALID.replace(SECOND, name), "; expected a plain file name"));
  }

  private static Stream<Malformed> shards() {
    byte[] second = valid(1, "c");
    return Stream.of(
        shards(
            "a key in two shards",
            valid(1, "a", "b"),
            valid(1, "b", "c"),
            SECOND + " holds b, which the index has in " + FIRST),
        shards(
            "a key in the other shard",
            valid(1, "a"),
            valid(1, "b", "c"),
            "holds b, which the index has in"),
        shards(
            "an absent key",
            valid(1, "a"),
            second,
            FIRST + " lacks b, which the index has there; 1 keys are absent"),
        shards(
            "a key that isn't listed",
            valid(1, "a", "b", "d"),
            second,
            "holds d, which the index doesn't list"),
        shards("an empty shard", new byte[0], second, "0 bytes, shorter than"),
        shards("a shard cut short", Arrays.copyOf(valid(1, "a", "b"), 40), second, "a header of"),
        shards(
            "the last shard cut short",
            valid(1, "a", "b"),
            Arrays.copyOf(second, second.length - 1),
            "and it holds 3"),
        shards(
            "a shard that is an index",
            VALID.getBytes(StandardCharsets.UTF_8),
            second,
            "expected a shard's weights"),
        index(VALID, "its shard " + FIRST + " isn't beside it"),
        index(VALID.replace(FIRST, INDEX).replace(SECOND, INDEX), "expected a shard's weights"));
  }

  private static Malformed shards(String name, byte[] first, byte[] second, String problem) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(INDEX, VALID.getBytes(StandardCharsets.UTF_8));
    files.put(FIRST, first);
    files.put(SECOND, second);
    return new Malformed(name, INDEX, files, problem);
  }

  private static Malformed index(String json, String problem) {
    return index(json.getBytes(StandardCharsets.UTF_8), problem);
  }

  private static Malformed index(byte[] json, String problem) {
    return Malformed.of(new String(json, StandardCharsets.UTF_8), INDEX, json, problem);
  }
}
