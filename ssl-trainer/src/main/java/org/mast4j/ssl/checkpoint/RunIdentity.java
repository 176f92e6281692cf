package org.mast4j.ssl.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Of which run a checkpoint is: all that decides its result.
 *
 * @param json settings, and what tells the data from others
 * @param upgrade makes of what an earlier version wrote what this one would have written then
 */
public record RunIdentity(ObjectNode json, Consumer<ObjectNode> upgrade) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public RunIdentity {
    json = asRead(json);
  }

  /** As it will be read: a number read from a file is of another node type than one of a record. */
  private static ObjectNode asRead(ObjectNode json) {
    try {
      return (ObjectNode) JSON.readTree(JSON.writeValueAsBytes(json));
    } catch (IOException e) {
      throw new IllegalArgumentException("no JSON: " + json, e);
    }
  }

  /** One that has always had these keys. */
  public static RunIdentity of(ObjectNode json) {
    return new RunIdentity(json, saved -> {});
  }

  /** What a saved identity has otherwise; empty for the same run. */
  List<JsonDifference> differences(ObjectNode saved) {
    ObjectNode upgraded = saved.deepCopy();
    upgrade.accept(upgraded);
    return JsonDifference.between(asRead(upgraded), json);
  }
}
