package org.mast4j.datavec.audio.decode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import org.mast4j.datavec.audio.internal.io.InputFile;

/** Whether a Core Audio file is whole: FFmpeg decodes a truncated one to its end. */
final class CafChunks {

  private static final int FILE_HEADER_BYTES = 8;
  private static final int CHUNK_HEADER_BYTES = 12;

  /** What decoding needs; behind the last chunk there may be somebody's tag. */
  private static final Set<String> NEEDED = Set.of("desc", "kuki", "data", "pakt");

  /** Of the last chunk alone: up to the end. */
  private static final long UNKNOWN_SIZE = -1;

  private CafChunks() {}

  /**
   * Follows the chunks to the end of the file.
   *
   * @throws org.mast4j.datavec.audio.AudioException if it ends within one
   */
  static void requireWhole(InputFile in) throws IOException {
    long position = FILE_HEADER_BYTES;
    while (position + CHUNK_HEADER_BYTES <= in.size()) {
      in.position(position);
      ByteBuffer header = in.next(CHUNK_HEADER_BYTES, ByteOrder.BIG_ENDIAN);
      long size = header.getLong(4);
      position += CHUNK_HEADER_BYTES;
      boolean isCut = Long.compareUnsigned(size, in.size() - position) > 0;
      if (isCut && size != UNKNOWN_SIZE && NEEDED.contains(Bytes.tag(header, 0))) {
        throw Truncation.of(in.path(), "it ends within its chunk " + Bytes.tag(header, 0));
      }
      if (isCut) {
        return;
      }
      position += size;
    }
  }
}
