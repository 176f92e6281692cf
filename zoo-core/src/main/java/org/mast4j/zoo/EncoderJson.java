package org.mast4j.zoo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.mast4j.settings.Document;
import org.mast4j.settings.Settings;

/** An encoder as JSON: the name of its architecture and the fields of its record. */
public final class EncoderJson {
  private static final String ARCHITECTURE = "architecture";
  private static final String ENCODER = "encoder";

  private EncoderJson() {}

  /** The keys {@code architecture} and {@code encoder}. */
  public static ObjectNode toJson(EncoderConfig encoder) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(ARCHITECTURE, encoder.architecture());
    json.set(ENCODER, Settings.toJson((Record) encoder));
    return json;
  }

  /**
   * Reads what {@link #toJson} gave, this version or an earlier one; other keys are left alone.
   *
   * @param file what errors name as the place
   * @throws IOException naming everything that is missing, unknown or malformed
   */
  public static EncoderConfig read(Document json, String file) throws IOException {
    try {
      // The type comes from our own registry: the file names an architecture, never a class.
      Architecture architecture = Architectures.byName(json.tree().path(ARCHITECTURE).asText());
      JsonNode encoder = json.tree().path(ENCODER);
      if (encoder instanceof ObjectNode fields) {
        upgradeGrid(fields);
        architecture.upgrade(fields);
      }
      Class<? extends Record> type = architecture.configType().asSubclass(Record.class);
      return architecture.configType().cast(Settings.read(type, json.at(ENCODER)));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /** Grids had no padding at first. */
  private static void upgradeGrid(ObjectNode encoder) {
    if (encoder.get("grid") instanceof ObjectNode grid) {
      grid.putIfAbsent("paddingMels", IntNode.valueOf(0));
      grid.putIfAbsent("paddingFrames", IntNode.valueOf(0));
    }
  }
}
