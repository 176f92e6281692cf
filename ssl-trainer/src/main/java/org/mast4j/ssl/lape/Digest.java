package org.mast4j.ssl.lape;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.mast4j.datavec.audio.internal.io.Digests;

/** What tells a text from others. */
final class Digest {
  private Digest() {}

  /** The 64 hexadecimal digits of a text's SHA-256. */
  static String of(String text) {
    return HexFormat.of().formatHex(Digests.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
