package org.mast4j.zoo.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The directory of a zip archive whose entries are stored as they are, as torch.save writes them.
 *
 * <p>{@link java.util.zip.ZipFile} tells neither where an entry's bytes lie nor bounds the memory
 * that a directory takes; this reader refuses all that a checkpoint has no use for.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">the format</a>
 */
final class StoredZip {
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int END64_SIGNATURE = 0x06064b50;
  private static final int END64_BYTES = 56;
  private static final int LOCATOR_SIGNATURE = 0x07064b50;
  private static final int LOCATOR_BYTES = 20;
  private static final int CENTRAL_SIGNATURE = 0x02014b50;
  private static final int CENTRAL_BYTES = 46;
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int LOCAL_BYTES = 30;
  private static final int MAX_COMMENT_BYTES = 0xffff;
  private static final int MAX_DIRECTORY_BYTES = 2 << 20;

  /** In 32-bit fields: see the zip64 extra field. */
  private static final long IN_ZIP64 = 0xffffffffL;

  private static final int ZIP64_EXTRA = 1;

  /**
   * One entry.
   *
   * @param size in bytes
   * @param header where its local header starts
   * @param plain whether its bytes are stored as they are
   */
  record Entry(String name, long size, long header, boolean plain) {}

  /** Where the central directory lies. */
  private record Directory(long start, long bytes) {}

  private final WeightsFile file;
  private final Directory directory;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private StoredZip(WeightsFile file) throws IOException {
    this.file = file;
    this.directory = findDirectory();
    readEntries();
  }

  /** Reads the directory of an archive. */
  static StoredZip read(WeightsFile file) throws IOException {
    return new StoredZip(file);
  }

  /** The names of all entries, in the archive's order. */
  Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  Optional<Entry> find(String name) {
    return Optional.ofNullable(entries.get(name));
  }

  /** Where the bytes of a plain entry start; all of them lie before the directory. */
  long dataStart(Entry entry) throws IOException {
    if (!entry.plain) {
      throw file.malformed(
          nameOf(entry) + " is compressed or encrypted; torch.save stores entries as they are");
    }
    if (entry.header > directory.start - LOCAL_BYTES) {
      throw file.malformed(nameOf(entry) + " lies outside the archive");
    }
    ByteBuffer local = file.read(entry.header, LOCAL_BYTES);
    long start = entry.header + LOCAL_BYTES + unsignedShort(local, 26) + unsignedShort(local, 28);
    if (local.getInt(0) != LOCAL_SIGNATURE || entry.size > directory.start - start) {
      throw file.malformed(nameOf(entry) + " lies outside the archive");
    }
    return start;
  }

  private static String nameOf(Entry entry) {
    return "entry " + Quote.of(entry.name);
  }

  private Directory findDirectory() throws IOException {
    int tailBytes = (int) Math.min(file.size(), END_BYTES + MAX_COMMENT_BYTES);
    long tailStart = file.size() - tailBytes;
    ByteBuffer tail = file.read(tailStart, tailBytes);
    for (int end = tailBytes - END_BYTES; end >= 0; end--) {
      if (tail.getInt(end) == END_SIGNATURE
          && end + END_BYTES + unsignedShort(tail, end + 20) == tailBytes) {
        return checked(directory(tail, end, tailStart + end), tailStart + end);
      }
    }
    throw file.malformed("its zip directory is missing, the file is cut short or isn't an archive");
  }

  private Directory checked(Directory found, long endPosition) throws IOException {
    if (found.start < 0 || found.bytes < 0 || found.bytes > endPosition - found.start) {
      throw file.malformed("its zip directory lies outside the archive");
    }
    if (found.bytes > MAX_DIRECTORY_BYTES) {
      throw file.malformed(
          "a zip directory of %d bytes; at most %d are read"
              .formatted(found.bytes, MAX_DIRECTORY_BYTES));
    }
    return found;
  }

  private Directory directory(ByteBuffer tail, int end, long endPosition) throws IOException {
    Directory small = new Directory(unsignedInt(tail, end + 16), unsignedInt(tail, end + 12));
    if (small.start != IN_ZIP64 && small.bytes != IN_ZIP64) {
      return small;
    }
    if (endPosition >= LOCATOR_BYTES) {
      ByteBuffer locator = file.read(endPosition - LOCATOR_BYTES, LOCATOR_BYTES);
      long position = locator.getLong(8);
      boolean inside = position >= 0 && position <= endPosition - LOCATOR_BYTES - END64_BYTES;
      if (locator.getInt(0) == LOCATOR_SIGNATURE && inside) {
        ByteBuffer end64 = file.read(position, END64_BYTES);
        if (end64.getInt(0) == END64_SIGNATURE) {
          return new Directory(end64.getLong(48), end64.getLong(40));
        }
      }
    }
    throw file.malformed("its zip64 directory is missing");
  }

  private void readEntries() throws IOException {
    ByteBuffer central = file.read(directory.start, (int) directory.bytes);
    while (central.hasRemaining()) {
      int at = central.position();
      if (central.remaining() < CENTRAL_BYTES || central.getInt(at) != CENTRAL_SIGNATURE) {
        throw file.malformed("its zip directory is broken at byte " + at);
      }
      int nameBytes = unsignedShort(central, at + 28);
      int extraBytes = unsignedShort(central, at + 30);
      int recordBytes = CENTRAL_BYTES + nameBytes + extraBytes + unsignedShort(central, at + 32);
      if (central.remaining() < recordBytes) {
        throw file.malformed("its zip directory is broken at byte " + at);
      }
      String name =
          new String(central.array(), at + CENTRAL_BYTES, nameBytes, StandardCharsets.UTF_8);
      ByteBuffer extra =
          central.slice(at + CENTRAL_BYTES + nameBytes, extraBytes).order(central.order());
      add(entry(name, central, at, extra));
      central.position(at + recordBytes);
    }
  }

  private Entry entry(String name, ByteBuffer central, int at, ByteBuffer extra)
      throws IOException {
    boolean encrypted = (unsignedShort(central, at + 8) & 1) != 0;
    boolean compressed = unsignedShort(central, at + 10) != 0;
    ByteBuffer wide = zip64Extra(extra);
    long size = wide(unsignedInt(central, at + 24), wide);
    long storedSize = wide(unsignedInt(central, at + 20), wide);
    long header = wide(unsignedInt(central, at + 42), wide);
    if (size < 0 || header < 0) {
      throw file.malformed("entry %s has %d bytes at %d".formatted(Quote.of(name), size, header));
    }
    return new Entry(name, size, header, !encrypted && !compressed && size == storedSize);
  }

  /** What the zip64 extra field holds, in the order of the 32-bit fields that refer to it. */
  private static ByteBuffer zip64Extra(ByteBuffer extra) {
    while (extra.remaining() >= 4) {
      int id = unsignedShort(extra, extra.position());
      int bytes = Math.min(unsignedShort(extra, extra.position() + 2), extra.remaining() - 4);
      if (id == ZIP64_EXTRA) {
        return extra.slice(extra.position() + 4, bytes).order(extra.order());
      }
      extra.position(extra.position() + 4 + bytes);
    }
    return ByteBuffer.allocate(0);
  }

  private long wide(long small, ByteBuffer zip64) throws IOException {
    if (small != IN_ZIP64) {
      return small;
    }
    if (zip64.remaining() < Long.BYTES) {
      throw file.malformed("its zip directory lacks a zip64 field");
    }
    return zip64.getLong();
  }

  private void add(Entry entry) throws IOException {
    if (!isPlain(entry.name)) {
      throw file.malformed(nameOf(entry) + " isn't a plain path within the archive");
    }
    if (entries.put(entry.name, entry) != null) {
      throw file.malformed(nameOf(entry) + " is there twice");
    }
  }

  private static boolean isPlain(String name) {
    boolean rooted = name.isEmpty() || name.startsWith("/") || name.contains(":");
    boolean climbs = name.startsWith("../") || name.endsWith("/..") || name.contains("/../");
    return !rooted && !climbs && !name.equals("..") && !name.contains("\\");
  }

  private static int unsignedShort(ByteBuffer bytes, int index) {
    return Short.toUnsignedInt(bytes.getShort(index));
  }

  private static long unsignedInt(ByteBuffer bytes, int index) {
    return Integer.toUnsignedLong(bytes.getInt(index));
  }
}
