package org.mast4j.zoo.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * JSON of other people: UTF-8, without duplicate keys, bounded in depth and in the length of
 * strings and numbers; read as a stream, since a tree takes many times the memory of its text.
 */
final class StrictJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // Interned and hashed names are an attack surface of their own, and gain nothing here.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(8)
                  .maxStringLength(1_000_000)
                  .maxNumberLength(20)
                  .build())
          .build();

  private StrictJson() {}

  /** What reads an object, from its first key on. */
  interface ObjectReader {
    /**
     * Reads one value; the parser stands on its first token.
     *
     * @throws IOException if it is malformed
     */
    void read(String key, JsonParser json) throws IOException;
  }

  /**
   * Reads a text that is one object.
   *
   * @param part of the file that the text is, in messages
   */
  static void readObject(ByteBuffer text, String part, WeightsFile file, ObjectReader reader)
      throws IOException {
    ByteArrayInputStream bytes =
        new ByteArrayInputStream(text.array(), text.position(), text.remaining());
    // A reader with a decoder of its own: Jackson would guess UTF-16, and accept broken UTF-8.
    try (JsonParser json =
        FACTORY.createParser(new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder()))) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw file.malformed(part + " isn't a JSON object");
      }
      readFields(json, reader);
      if (json.nextToken() != null) {
        throw file.malformed(part + " isn't JSON, something follows its object");
      }
    } catch (JsonProcessingException e) {
      throw file.malformed(part + " isn't JSON, " + Quote.plain(e.getOriginalMessage()));
    } catch (CharacterCodingException e) {
      throw file.malformed(part + " isn't UTF-8");
    }
  }

  /** Reads the fields of an object whose brace was just read, up to its end. */
  static void readFields(JsonParser json, ObjectReader reader) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      reader.read(key, json);
    }
  }
}
