package org.mast4j.datavec.audio.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.mast4j.datavec.audio.internal.io.Digests;

/**
 * The name of one clip's features: SHA-256 of the file's content and of how features are made.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
record CacheKey(String hex) {

  private static final int BUFFER_BYTES = 1 << 16;

  /**
   * Of a file's content as it is now.
   *
   * @param decoder what decodes it, with its version
   */
  static CacheKey of(Path file, byte[] recipe, String decoder) throws IOException {
    MessageDigest digest = Digests.sha256();
    digest.update(recipe);
    digest.update(decoder.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0); // else a longer name might go on into the content
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return new CacheKey(HexFormat.of().formatHex(digest.digest()));
  }

  /**
   * What tells one way of making features from another, always of the same length.
   *
   * @param description the configuration
   * @param probe what it makes of a fixed signal
   */
  static byte[] recipe(String description, float[] probe) {
    MessageDigest digest = Digests.sha256();
    digest.update(description.getBytes(StandardCharsets.UTF_8));
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * probe.length);
    bytes.asFloatBuffer().put(probe);
    digest.update(bytes);
    return digest.digest();
  }
}
