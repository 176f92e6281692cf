package org.mast4j.zoo.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Zip archives, and the forms of them that only archives beyond 4 GB need. */
final class ZipFiles {
  static final int END_BYTES = 22;
  static final int CENTRAL_BYTES = 46;
  private static final int END64_BYTES = 56;
  private static final int LOCATOR_BYTES = 20;

  private ZipFiles() {}

  /** An archive whose entries are {@link ZipEntry#STORED} or {@link ZipEntry#DEFLATED}. */
  static byte[] zip(Map<String, byte[]> entries, int method) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : entries.entrySet()) {
        CRC32 checksum = new CRC32();
        checksum.update(file.getValue());
        ZipEntry entry = new ZipEntry(file.getKey());
        entry.setMethod(method);
        entry.setSize(file.getValue().length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The content of each entry, in the archive's order. */
  static Map<String, byte[]> entries(Path archive) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    return entries;
  }

  static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Where the central directory of an archive without a comment starts. */
  static int directory(byte[] zip) {
    return littleEndian(zip).getInt(zip.length - END_BYTES + 16);
  }

  /** The archive with its directory's place and size in a zip64 record alone. */
  static byte[] withZip64End(byte[] zip) {
    int end = zip.length - END_BYTES;
    ByteBuffer wide = littleEndian(new byte[zip.length + END64_BYTES + LOCATOR_BYTES]);
    wide.put(zip, 0, end);
    wide.putInt(0x06064b50).putLong(END64_BYTES - 12).putInt(0).putLong(0).putLong(0).putLong(0);
    wide.putLong(littleEndian(zip).getInt(end + 12)).putLong(directory(zip));
    wide.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
    wide.put(zip, end, END_BYTES);
    wide.putInt(wide.capacity() - 10, -1).putInt(wide.capacity() - 6, -1);
    return wide.array();
  }

  /** The archive with the first entry's size and stored size in a zip64 extra field alone. */
  static byte[] withZip64Size(byte[] zip, long size) {
    int central = directory(zip);
    int name = littleEndian(zip).getShort(central + 28);
    int split = central + CENTRAL_BYTES + name;
    int extra = 20;
    ByteBuffer wide = littleEndian(new byte[zip.length + extra]);
    wide.put(zip, 0, split).putShort((short) 1).putShort((short) 16).putLong(size).putLong(size);
    wide.put(zip, split, zip.length - split);
    wide.putInt(central + 20, -1).putInt(central + 24, -1).putShort(central + 30, (short) extra);
    int end = wide.capacity() - END_BYTES;
    wide.putInt(end + 12, wide.getInt(end + 12) + extra);
    return wide.array();
  }
}
