package org.mast4j.ssl.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.mast4j.zoo.weights.SafeTensors;

/**
 * A file of a snapshot, as the run's list knows it.
 *
 * @param name of the file
 * @param step of its snapshot
 * @param seal what the file was when it was written; empty in lists of version 2, which had none
 */
record StoredFile(String name, long step, Optional<Seal> seal) {
  static final String STATE = "state";
  static final String BEST = "best";

  private static final String NAME_PATTERN = "(state|best)-\\d+\\.safetensors";

  /** By what a file is known to be whole. */
  record Seal(long bytes, String crc32c) {
    static Seal of(Path file) throws IOException {
      CRC32C checksum = new CRC32C();
      try (CheckedInputStream in = new CheckedInputStream(Files.newInputStream(file), checksum)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return new Seal(Files.size(file), String.format(Locale.ROOT, "%08x", checksum.getValue()));
    }
  }

  /** Writes a snapshot, whole or not at all. */
  static StoredFile write(Path directory, String kind, Snapshot snapshot) throws IOException {
    String name = name(kind, snapshot.step());
    Path file = directory.resolve(name);
    SafeTensors.write(file, snapshot.arrays(), snapshot.notes());
    return new StoredFile(name, snapshot.step(), Optional.of(Seal.of(file)));
  }

  /** "state-00000300.safetensors". */
  static String name(String kind, long step) {
    return String.format(Locale.ROOT, "%s-%08d.safetensors", kind, step);
  }

  /** Whether a file of a directory is one of these, listed or not. */
  static boolean isName(Path file) {
    return file.getFileName().toString().matches(NAME_PATTERN);
  }

  /** The step of a name, as version 2 gave it. */
  static StoredFile ofVersion2(String name) {
    return new StoredFile(name, Long.parseLong(name.replaceAll("\\D", "")), Optional.empty());
  }

  /** Empty unless it is what {@link #toJson} gives. */
  static Optional<StoredFile> read(JsonNode json) {
    String name = json.path("file").asText();
    boolean valid =
        name.matches(NAME_PATTERN)
            && json.path("step").canConvertToLong()
            && json.path("bytes").canConvertToLong()
            && json.path("crc32c").isTextual();
    return valid
        ? Optional.of(
            new StoredFile(
                name,
                json.path("step").longValue(),
                Optional.of(
                    new Seal(json.path("bytes").longValue(), json.path("crc32c").textValue()))))
        : Optional.empty();
  }

  void toJson(ObjectNode json) {
    json.put("file", name).put("step", step);
    seal.ifPresent(s -> json.put("bytes", s.bytes()).put("crc32c", s.crc32c()));
  }

  /**
   * Reads the snapshot.
   *
   * @throws IOException naming the file, if it isn't as it was written
   */
  Snapshot read(Path directory, String remedy) throws IOException {
    Path file = directory.resolve(name);
    if (seal.isPresent()) {
      Seal now = Seal.of(file);
      Seal then = seal.get();
      if (now.bytes() != then.bytes()) {
        throw new IOException(
            "%s: holds %d bytes of %d; %s".formatted(file, now.bytes(), then.bytes(), remedy));
      }
      if (!now.equals(then)) {
        throw new IOException(
            "%s: its content has changed (CRC-32C %s, %s when written); %s"
                .formatted(file, now.crc32c(), then.crc32c(), remedy));
      }
    }
    return new Snapshot(step, SafeTensors.read(file), Map.copyOf(SafeTensors.metadata(file)));
  }
}
