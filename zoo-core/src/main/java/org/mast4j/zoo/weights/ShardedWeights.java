package org.mast4j.zoo.weights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A model in several files, the shards, beside an index of which key lies in which ({@code
 * model.safetensors.index.json} and {@code pytorch_model.bin.index.json} of transformers).
 */
final class ShardedWeights {
  private static final String FORMAT = "index of shards";
  private static final String WEIGHT_MAP = "weight_map";
  private static final int MAX_INDEX_BYTES = 4 << 20;

  /** A plain file name: an index can't reach out of its folder. */
  private static final Pattern SHARD_NAME = Pattern.compile("\\w[\\w.-]{0,199}");

  private ShardedWeights() {}

  /**
   * Reads the tensors of all shards, each as {@link SafeTensors} or {@link TorchCheckpoint} does.
   * The index and the keys of every shard are checked first.
   *
   * @throws WeightsFormatException if the index or a shard is malformed, a shard is missing, or the
   *     shards hold other keys than the index lists for them
   */
  static Weights read(Path index, List<String> notes) throws IOException {
    Weights weights = Weights.of(Map.of());
    for (Path shard : checked(index).keySet()) {
      weights = weights.and(Checkpoints.readShard(shard, notes));
    }
    return weights;
  }

  /**
   * How the shards store each tensor, without reading their data.
   *
   * @throws WeightsFormatException as {@link #read}
   */
  static Map<String, ElementType> types(Path index) throws IOException {
    Map<String, ElementType> types = new LinkedHashMap<>();
    checked(index).values().forEach(types::putAll);
    return types;
  }

  /** The types of every shard's tensors by key, after the checks. */
  private static Map<Path, Map<String, ElementType>> checked(Path index) throws IOException {
    Map<Path, Map<String, ElementType>> shards = new LinkedHashMap<>();
    try (WeightsFile file = WeightsFile.open(index, FORMAT)) {
      Map<String, String> shardOf = shardByKey(file);
      for (String name : new LinkedHashSet<>(shardOf.values())) {
        Path shard = index.resolveSibling(name);
        if (!Files.isRegularFile(shard)) {
          throw file.refused("its shard " + name + " isn't beside it; fetch all shards");
        }
        Map<String, ElementType> types = Checkpoints.typesOfShard(shard);
        for (String key : types.keySet()) {
          if (!name.equals(shardOf.get(key))) {
            throw file.malformed(
                "%s holds %s, which the index %s"
                    .formatted(
                        name,
                        Quote.plain(key),
                        shardOf.containsKey(key) ? "has in " + shardOf.get(key) : "doesn't list"));
          }
        }
        shards.put(shard, types);
      }
      requireComplete(shardOf, shards, file);
    }
    return shards;
  }

  private static void requireComplete(
      Map<String, String> shardOf, Map<Path, Map<String, ElementType>> shards, WeightsFile file)
      throws IOException {
    Set<String> absent = new HashSet<>(shardOf.keySet());
    shards.values().forEach(types -> absent.removeAll(types.keySet()));
    if (!absent.isEmpty()) {
      String key = absent.stream().sorted().findFirst().orElseThrow();
      throw file.malformed(
          "%s lacks %s, which the index has there; %d keys are absent in all"
              .formatted(shardOf.get(key), Quote.plain(key), absent.size()));
    }
  }

  private static Map<String, String> shardByKey(WeightsFile file) throws IOException {
    if (file.size() > MAX_INDEX_BYTES) {
      throw file.malformed(file.size() + " bytes; at most " + MAX_INDEX_BYTES + " are read");
    }
    Map<String, String> shardOf = new LinkedHashMap<>();
    StrictJson.readObject(
        file.read(0, (int) file.size()),
        "it",
        file,
        (field, json) -> {
          if (field.equals(WEIGHT_MAP)) {
            readWeightMap(json, shardOf, file);
          } else {
            json.skipChildren();
          }
        });
    if (shardOf.isEmpty()) {
      throw file.malformed(
          "it has no " + WEIGHT_MAP + "; download the weights or their index again");
    }
    return shardOf;
  }

  private static void readWeightMap(JsonParser json, Map<String, String> shardOf, WeightsFile file)
      throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw file.malformed(WEIGHT_MAP + " isn't a JSON object");
    }
    StrictJson.readFields(
        json,
        (key, value) -> {
          String name = value.currentToken() == JsonToken.VALUE_STRING ? value.getText() : "";
          if (!SHARD_NAME.matcher(name).matches()) {
            throw file.malformed(
                "%s is in shard %s; expected a plain file name"
                    .formatted(Quote.plain(key), Quote.of(name)));
          }
          shardOf.put(key, name);
          if (shardOf.size() > SafeTensorsHeader.MAX_TENSORS) {
            throw file.malformed("more than " + SafeTensorsHeader.MAX_TENSORS + " tensors");
          }
        });
  }
}
