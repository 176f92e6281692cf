package org.mast4j.zoo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Path;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;

/**
 * A model's rule for long clips in its config.json: {@code "first"}, or {@code {"hopFrames": 256}}.
 */
final class WindowingJson {
  static final String KEY = "longClips";

  private static final String FIRST = "first";
  private static final String HOP = "hopFrames";

  private WindowingJson() {}

  static JsonNode toJson(Windowing windowing) {
    return windowing.hop().isEmpty()
        ? TextNode.valueOf(FIRST)
        : JsonNodeFactory.instance.objectNode().put(HOP, windowing.hop().getAsInt());
  }

  /**
   * @param config of the model; without the key the default holds
   * @param file what errors name
   */
  static Windowing read(JsonNode config, FrontEndConfig frontEnd, Path file) throws IOException {
    JsonNode rule = config.get(KEY);
    if (rule == null) {
      return Windowing.halfOverlap(frontEnd);
    }
    if (FIRST.equals(rule.textValue())) {
      return Windowing.first(frontEnd);
    }
    if (rule.size() == 1 && rule.path(HOP).isInt()) {
      try {
        return new Windowing(frontEnd.frames(), rule.get(HOP).intValue());
      } catch (IllegalArgumentException e) {
        throw new IOException(file + ": " + KEY + ": " + e.getMessage(), e);
      }
    }
    throw new IOException(
        file + ": " + KEY + " " + rule + "; expected \"first\" or {\"hopFrames\": a number}");
  }
}
