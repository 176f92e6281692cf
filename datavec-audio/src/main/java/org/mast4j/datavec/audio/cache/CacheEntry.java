package org.mast4j.datavec.audio.cache;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.mast4j.datavec.audio.frontend.Spectrogram;

/**
 * A spectrogram as a file, little-endian: magic, the key's digits, frames, mels, values, and the
 * CRC-32C of all that. The key inside tells a file that was moved or renamed.
 */
final class CacheEntry {

  private static final byte[] MAGIC = "MAST4JF1".getBytes(StandardCharsets.US_ASCII);
  private static final int KEY_BYTES = 64;
  private static final int HEADER_BYTES = MAGIC.length + KEY_BYTES + 2 * Integer.BYTES;
  private static final int CHECKSUM_BYTES = Long.BYTES;

  private CacheEntry() {}

  /** The size of an entry's file. */
  static long bytes(int frames, int mels) {
    return HEADER_BYTES + (long) Float.BYTES * frames * mels + CHECKSUM_BYTES;
  }

  static byte[] encode(CacheKey key, Spectrogram features) {
    int size = Math.toIntExact(bytes(features.frames(), features.mels()));
    ByteBuffer entry = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    putHeader(entry, key, features.frames(), features.mels());
    for (float value : features.values()) {
      entry.putFloat(value);
    }
    return entry.putLong(checksum(entry.array())).array();
  }

  /** The features, unless a single bit isn't as {@link #encode} wrote it. */
  static Optional<Spectrogram> decode(byte[] entry, CacheKey key, int frames, int mels) {
    if (entry.length != bytes(frames, mels)) {
      return Optional.empty();
    }
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    putHeader(header, key, frames, mels);
    ByteBuffer bytes = ByteBuffer.wrap(entry).order(ByteOrder.LITTLE_ENDIAN);
    if (!Arrays.equals(entry, 0, HEADER_BYTES, header.array(), 0, HEADER_BYTES)
        || bytes.getLong(entry.length - CHECKSUM_BYTES) != checksum(entry)) {
      return Optional.empty();
    }
    float[] values = new float[frames * mels];
    bytes.position(HEADER_BYTES).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return Optional.of(new Spectrogram(values, frames, mels));
  }

  private static void putHeader(ByteBuffer out, CacheKey key, int frames, int mels) {
    out.put(MAGIC).put(key.hex().getBytes(StandardCharsets.US_ASCII)).putInt(frames).putInt(mels);
  }

  private static long checksum(byte[] entry) {
    CRC32C crc = new CRC32C();
    crc.update(entry, 0, entry.length - CHECKSUM_BYTES);
    return crc.getValue();
  }
}
