package org.mast4j.zoo.pretrained;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import org.mast4j.datavec.audio.internal.io.Digests;
import org.mast4j.settings.Require;

/**
 * A SHA-256 hash.
 *
 * @param hex its 64 hexadecimal digits, in lower case
 */
public record Sha256(String hex) implements Serializable {
  private static final int BUFFER_BYTES = 1 << 20;

  /**
   * @throws IllegalArgumentException if it isn't 64 hexadecimal digits
   */
  public Sha256 {
    hex = hex.toLowerCase(Locale.ROOT);
    Require.that(hex.matches("[0-9a-f]{64}"), "sha256", '"' + hex + '"', "64 hexadecimal digits");
  }

  /** The hash of a file's bytes; 350 MB, an AST, take a second or two. */
  public static Sha256 of(Path file) throws IOException {
    MessageDigest digest = Digests.sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return new Sha256(HexFormat.of().formatHex(digest.digest()));
  }

  @Override
  public String toString() {
    return hex;
  }
}
