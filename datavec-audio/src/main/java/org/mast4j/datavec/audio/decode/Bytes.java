package org.mast4j.datavec.audio.decode;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What the readers of headers share. */
final class Bytes {

  private Bytes() {}

  /** The four letters at {@code at}. */
  static String tag(ByteBuffer bytes, int at) {
    return new String(bytes.array(), at, 4, StandardCharsets.ISO_8859_1);
  }
}
