package org.mast4j.zoo.pretrained;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a file turned out to be.
 *
 * @param file its name in the entry
 * @param sha256 computed from its bytes
 * @param size in bytes
 */
public record Fingerprint(String file, Sha256 sha256, long size) implements Serializable {
  static Fingerprint of(Path local, String file) throws IOException {
    return new Fingerprint(file, Sha256.of(local), Files.size(local));
  }

  @Override
  public String toString() {
    return file + " (" + size + " bytes, SHA-256 " + sha256 + ")";
  }
}
