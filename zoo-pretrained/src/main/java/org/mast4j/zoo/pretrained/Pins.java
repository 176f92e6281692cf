package org.mast4j.zoo.pretrained;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;

/**
 * The hashes that the user confirmed, in {@value #FILE_NAME} of the cache directory: a JSON object
 * of "entry/file" keys, which people may read and remove.
 */
final class Pins {
  static final String FILE_NAME = "pins.json";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /**
   * A confirmed file.
   *
   * @param sha256 of its bytes
   * @param size in bytes
   * @param date of the confirmation, ISO
   */
  record Pin(String sha256, long size, String date) {
    Pin {
      sha256 = new Sha256(sha256).hex();
    }
  }

  private final Path file;

  Pins(Path cache) {
    this.file = cache.resolve(FILE_NAME);
  }

  Path file() {
    return file;
  }

  static String key(PretrainedEntry entry, String fileName) {
    return entry.name() + "/" + fileName;
  }

  /** The pin of a file, if the user confirmed it once. */
  Optional<Pin> of(PretrainedEntry entry, PretrainedFile published) throws IOException {
    return Optional.ofNullable(read().get(key(entry, published.name())));
  }

  /** Pins what the user confirmed just now. */
  void add(PretrainedEntry entry, List<Fingerprint> confirmed) throws IOException {
    StoreLock.holding(
        file.resolveSibling(".pins.lock"),
        () -> {
          SortedMap<String, Pin> pins = read();
          String today = LocalDate.now().toString();
          for (Fingerprint print : confirmed) {
            pins.put(key(entry, print.file()), new Pin(print.sha256().hex(), print.size(), today));
          }
          write(pins);
        });
  }

  private SortedMap<String, Pin> read() throws IOException {
    if (!Files.exists(file)) {
      return new TreeMap<>();
    }
    try {
      return JSON.readValue(Files.readString(file), new TypeReference<TreeMap<String, Pin>>() {});
    } catch (JsonProcessingException e) {
      throw new PretrainedException(
          file + ": not the pins that MAST4J wrote; mend it, or remove it and confirm all again",
          e);
    }
  }

  private void write(SortedMap<String, Pin> pins) throws IOException {
    String json = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(pins) + "\n";
    AtomicFiles.write(file, json.getBytes(StandardCharsets.UTF_8));
  }
}
