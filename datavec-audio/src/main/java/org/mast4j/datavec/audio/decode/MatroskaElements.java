package org.mast4j.datavec.audio.decode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.internal.io.InputFile;

/**
 * Whether a Matroska or WebM file is whole and undamaged (RFC 8794): FFmpeg neither checks its
 * checksums nor says that it ends within an element.
 */
final class MatroskaElements {

  private static final long SEGMENT = 0x18538067L;
  private static final long CLUSTER = 0x1F43B675L;
  private static final int CHECKSUM = 0xBF;
  private static final int CHECKSUM_BYTES = 6;

  private static final int MAX_HEADER_BYTES = 12;
  private static final int BLOCK_BYTES = 1 << 16;

  private MatroskaElements() {}

  /**
   * Goes through the elements of the first two levels.
   *
   * @throws AudioException if one has another checksum than it declares, or goes on behind the end
   *     of the file
   */
  static void requireSound(InputFile in) throws IOException {
    long position = 0;
    long end = in.size();
    while (position < end) {
      in.position(position);
      ByteBuffer header = in.next(MAX_HEADER_BYTES, ByteOrder.BIG_ENDIAN);
      int idBytes = vintBytes(header, 0, Integer.BYTES);
      int sizeBytes = idBytes == 0 ? 0 : vintBytes(header, idBytes, Long.BYTES);
      if (sizeBytes == 0) {
        throw new AudioException(
            in.path(),
            "damaged: no Matroska element at byte %d; copy it again or remove it"
                .formatted(position));
      }
      long id = number(header, 0, idBytes);
      long size = number(header, idBytes, sizeBytes) & (1L << 7 * sizeBytes) - 1;
      boolean isUnknown = size == (1L << 7 * sizeBytes) - 1;
      long start = position + idBytes + sizeBytes;
      if (!isUnknown && size > in.size() - start) {
        throw Truncation.of(in.path(), "it ends within a Matroska element");
      }
      if (id == SEGMENT && !isUnknown) {
        end = start + size; // somebody's tag may follow it
      }
      if (id == SEGMENT || isUnknown) {
        position = start; // a live stream's clusters have no size: their blocks come next
      } else {
        requireChecksum(in, start, size, id == CLUSTER ? "a cluster" : "an element");
        position = start + size;
      }
    }
  }

  private static void requireChecksum(InputFile in, long start, long size, String name)
      throws IOException {
    in.position(start);
    ByteBuffer first = in.next(CHECKSUM_BYTES, ByteOrder.LITTLE_ENDIAN);
    if (size < CHECKSUM_BYTES
        || (first.get(0) & 0xFF) != CHECKSUM
        || (first.get(1) & 0xFF) != (0x80 | Integer.BYTES)) {
      return;
    }
    CRC32 sum = new CRC32();
    long left = size - CHECKSUM_BYTES;
    while (left > 0) {
      ByteBuffer block = in.next((int) Math.min(left, BLOCK_BYTES), ByteOrder.LITTLE_ENDIAN);
      left -= block.limit();
      sum.update(block);
    }
    if ((int) sum.getValue() != first.getInt(2)) {
      throw Damage.of(in.path(), "%s at byte %d".formatted(name, start));
    }
  }

  /** The length of a number, which its leading zero bits tell; 0 if it is none of {@code max}. */
  private static int vintBytes(ByteBuffer bytes, int at, int max) {
    if (at >= bytes.limit()) {
      return 0;
    }
    int length = Integer.numberOfLeadingZeros(bytes.get(at) & 0xFF) - 23;
    return length <= max && at + length <= bytes.limit() ? length : 0;
  }

  private static long number(ByteBuffer bytes, int at, int length) {
    long number = 0;
    for (int i = 0; i < length; i++) {
      number = number << 8 | bytes.get(at + i) & 0xFF;
    }
    return number;
  }
}
