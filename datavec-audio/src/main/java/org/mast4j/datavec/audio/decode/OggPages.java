package org.mast4j.datavec.audio.decode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.mast4j.datavec.audio.AudioException;

/** Whether an Ogg file is whole: FFmpeg decodes a truncated one to its silent end (RFC 3533). */
final class OggPages {

  private static final int HEADER_BYTES = 27;
  private static final int SEGMENTS_OFFSET = 26;

  private OggPages() {}

  /**
   * Follows the pages to the end of the file. That the last one isn't marked as the last proves
   * nothing: a third of the recordings in Debian's klettres-data lack the mark.
   *
   * @throws AudioException if it ends within a page
   */
  static void requireWhole(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long position = 0;
      while (position < channel.size()) {
        ByteBuffer header = read(channel, position, HEADER_BYTES);
        if (header.limit() < HEADER_BYTES) {
          throw Truncation.of(file, "it ends within a page");
        }
        if (header.getInt(0) != ('O' | 'g' << 8 | 'g' << 16 | 'S' << 24)) {
          // No page: what follows the last one is somebody's tag; elsewhere it is damage.
          break;
        }
        int segments = header.get(SEGMENTS_OFFSET) & 0xff;
        ByteBuffer lengths = read(channel, position + HEADER_BYTES, segments);
        position += HEADER_BYTES + segments;
        while (lengths.hasRemaining()) {
          position += lengths.get() & 0xff;
        }
      }
      if (position > channel.size()) {
        throw Truncation.of(file, "it ends within a page");
      }
    }
  }

  private static ByteBuffer read(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) > 0) {
      // until it is full or the file ends
    }
    return bytes.flip();
  }
}
