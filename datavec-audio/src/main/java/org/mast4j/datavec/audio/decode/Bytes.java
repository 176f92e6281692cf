package org.mast4j.datavec.audio.decode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;

/** What the readers of headers share. */
final class Bytes {

  private Bytes() {}

  /** The next {@code size} bytes, fewer at the end of the file. */
  static ByteBuffer next(SeekableByteChannel channel, int size, ByteOrder order)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(size).order(order);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      // a channel may give less than it was asked for
    }
    return bytes.flip();
  }

  /** The four letters at {@code at}. */
  static String tag(ByteBuffer bytes, int at) {
    return new String(bytes.array(), at, 4, StandardCharsets.ISO_8859_1);
  }
}
