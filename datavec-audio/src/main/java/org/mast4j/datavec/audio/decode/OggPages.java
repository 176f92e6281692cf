package org.mast4j.datavec.audio.decode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.internal.io.InputFile;

/**
 * Whether an Ogg file is whole and undamaged (RFC 3533): FFmpeg passes over pages of a wrong
 * checksum, and decodes a truncated file to its silent end.
 */
final class OggPages {

  private static final int HEADER_BYTES = 27;
  private static final int FLAGS_OFFSET = 5;
  private static final int LAST_PAGE = 4;
  private static final int CHECKSUM_OFFSET = 22;
  private static final int SEGMENTS_OFFSET = 26;
  private static final int MAX_HEADER_BYTES = HEADER_BYTES + 255;
  private static final int BLOCK_BYTES = 1 << 16;

  /** How the tags begin that taggers for MP3 put behind an Ogg file. */
  private static final List<String> TAGS = List.of("TAG", "APETAGEX", "LYRICS", "ID3");

  /** Remainders of x^32 + x^26 + x^23 + ... + 1, most significant bit first. */
  private static final int[] REMAINDERS = remainders(0x04C11DB7);

  private final InputFile in;
  private long position;
  private boolean isLastPageMarked;

  private OggPages(InputFile in) {
    this.in = in;
  }

  /**
   * Follows the pages from the first one to the end of the file. That the last one isn't marked as
   * the last proves nothing: a third of the recordings in Debian's klettres-data lack the mark.
   *
   * @throws AudioException if a page has another checksum than it declares, if the file ends within
   *     a page, or if there is something else between its pages
   */
  static void requireSound(InputFile in) throws IOException {
    OggPages pages = new OggPages(in);
    pages.position = Math.max(0, pages.nextPage()); // a tag for MP3 may lie before it
    while (pages.position < in.size() && pages.checkPage()) {
      // until the end, or what isn't a page
    }
    if (pages.position < in.size()) {
      pages.requireTag();
    }
  }

  /** Goes behind the page at the position; false if there is none. */
  private boolean checkPage() throws IOException {
    in.position(position);
    ByteBuffer header = in.next(MAX_HEADER_BYTES, ByteOrder.LITTLE_ENDIAN);
    if (!startsWith(header, "OggS".substring(0, Math.min(4, header.limit())))) {
      return false;
    }
    int length = length(header);
    in.position(position);
    ByteBuffer page = in.next(length, ByteOrder.LITTLE_ENDIAN);
    if (length > page.limit()) {
      throw Truncation.of(in.path(), "it ends within a page");
    }
    int declared = page.getInt(CHECKSUM_OFFSET);
    page.putInt(CHECKSUM_OFFSET, 0);
    if (checksum(page, length) != declared) {
      throw Damage.of(in.path(), "the Ogg page at byte " + position);
    }
    isLastPageMarked = (page.get(FLAGS_OFFSET) & LAST_PAGE) != 0;
    position += length;
    return true;
  }

  private static int length(ByteBuffer header) {
    if (header.limit() < HEADER_BYTES) {
      return HEADER_BYTES;
    }
    int segments = header.get(SEGMENTS_OFFSET) & 0xff;
    int length = HEADER_BYTES + segments;
    for (int i = 0; i < segments && HEADER_BYTES + i < header.limit(); i++) {
      length += header.get(HEADER_BYTES + i) & 0xff;
    }
    return length;
  }

  /** What follows the last page may be somebody's tag; what lies between pages is damage. */
  private void requireTag() throws IOException {
    in.position(position);
    ByteBuffer rest = in.next(8, ByteOrder.LITTLE_ENDIAN);
    boolean isTag = isLastPageMarked || TAGS.stream().anyMatch(tag -> startsWith(rest, tag));
    if (!isTag || nextPage() >= 0) {
      throw Damage.of(in.path(), "what should be an Ogg page at byte " + position);
    }
  }

  /** Where the next page begins at or behind the position; -1 if none does. */
  private long nextPage() throws IOException {
    for (long from = position; from < in.size(); from += BLOCK_BYTES) {
      in.position(from);
      ByteBuffer block = in.next(BLOCK_BYTES + 3, ByteOrder.LITTLE_ENDIAN); // one may straddle
      int at =
          new String(block.array(), 0, block.limit(), StandardCharsets.ISO_8859_1).indexOf("OggS");
      if (at >= 0) {
        return from + at;
      }
    }
    return -1;
  }

  private static boolean startsWith(ByteBuffer bytes, String text) {
    ByteBuffer expected = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    return bytes.limit() >= expected.limit() && bytes.slice(0, expected.limit()).equals(expected);
  }

  private static int checksum(ByteBuffer page, int length) {
    byte[] bytes = page.array();
    int remainder = 0;
    for (int i = 0; i < length; i++) {
      remainder = remainder << 8 ^ REMAINDERS[remainder >>> 24 ^ bytes[i] & 0xff];
    }
    return remainder;
  }

  private static int[] remainders(int polynomial) {
    int[] remainders = new int[256];
    for (int first = 0; first < remainders.length; first++) {
      int remainder = first << 24;
      for (int bit = 0; bit < 8; bit++) {
        remainder = remainder << 1 ^ (remainder < 0 ? polynomial : 0);
      }
      remainders[first] = remainder;
    }
    return remainders;
  }
}
