package org.mast4j.ssl.lape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;
import org.mast4j.datavec.audio.internal.io.TextFiles;
import org.mast4j.settings.Document;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.checkpoint.JsonDifference;

/**
 * A folder with a file for each unit that is done. A file's name ends with a digest of all that
 * decides the result, so that a unit of other settings, weights or clips is another file, and both
 * stay.
 *
 * @param folder where they are
 */
public record UnitFiles(Path folder) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DIGEST_DIGITS = 12;
  private static final String UNIT = "unit";
  private static final String RESULT = "result";

  /** Where a unit's result is, or will be. */
  public Path file(LapeUnit unit) {
    String name =
        "%s-%d-%s-%s%s"
            .formatted(
                unit.task().task(),
                unit.task().fold(),
                unit.contestant().name(),
                unit.method(),
                unit.seed().map(seed -> "-" + seed).orElse(""));
    return folder.resolve(
        "%s-%s.json"
            .formatted(
                name.replaceAll("[^A-Za-z0-9._-]+", "_"),
                Digest.of(unit.toJson().toString()).substring(0, DIGEST_DIGITS)));
  }

  /**
   * A unit's result, if it is there.
   *
   * @throws IOException naming the file, if it isn't as {@link #write} wrote it
   */
  public Optional<LapeResult> find(LapeUnit unit) throws IOException {
    Path file = file(unit);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Document stored = Document.json(TextFiles.read(file));
      List<JsonDifference> differences =
          JsonDifference.between(stored.tree().path(UNIT), asRead(unit.toJson()));
      if (!differences.isEmpty()) {
        throw new IOException(
            file + ": of another unit, " + differences.get(0) + "; delete it to do it again");
      }
      return Optional.of(Settings.read(LapeResult.class, stored.at(RESULT)));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          file + ": not the result of a unit (" + e.getMessage() + "); delete it to do it again",
          e);
    }
  }

  /** As it will be read: a number read from a file is of another node type than one of a record. */
  private static JsonNode asRead(ObjectNode json) throws IOException {
    return JSON.readTree(JSON.writeValueAsBytes(json));
  }

  /** Puts a unit with its result there, whole or not at all. */
  public void write(LapeUnit unit, LapeResult result) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.set(UNIT, unit.toJson());
    json.set(RESULT, Settings.toJson(result));
    AtomicFiles.write(file(unit), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
  }
}
