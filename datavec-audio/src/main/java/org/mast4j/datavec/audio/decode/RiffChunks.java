package org.mast4j.datavec.audio.decode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Optional;
import org.mast4j.datavec.audio.internal.io.InputFile;

/**
 * The chunks of a wave file: of RIFF, of RIFX, which is big-endian, of RF64 and BW64 (ITU-R
 * BS.2088-1), whose sizes over 4 GiB stand in a chunk of their own, and of Sony's Wave64, whose
 * tags are GUIDs that begin like RIFF's tags and whose sizes have 64 bits.
 */
final class RiffChunks {

  /**
   * One of them.
   *
   * @param tag its four letters, or a GUID's first four
   * @param start its first byte behind its header
   * @param size the bytes that it declares, unsigned
   */
  record Chunk(String tag, long start, long size) {}

  private static final byte[] WAVE64 = guid("726966662E91CF11A5D628DB04C10000");
  private static final byte[] WAVE64_FORM = guid("77617665F3ACD3118CD100C04F8EDB8A");

  /** A size in RF64 and BW64 that stands in the chunk "ds64". */
  private static final long SIZE_ELSEWHERE = 0xFFFF_FFFFL;

  private static final int RIFF_HEADER_BYTES = 12;
  private static final int LARGE_SIZES_BYTES = 16;

  private final InputFile in;
  private final ByteOrder order;
  private final boolean isWave64;
  private long next;

  /** What RF64 and BW64 say of the data's size. */
  private Optional<Long> largeDataSize = Optional.empty();

  private RiffChunks(InputFile in, ByteOrder order, boolean isWave64, long first) {
    this.in = in;
    this.order = order;
    this.isWave64 = isWave64;
    this.next = first;
  }

  /** Those of a file, or nothing if it is no wave file. */
  static Optional<RiffChunks> of(InputFile in) throws IOException {
    int wave64Bytes = WAVE64.length + Long.BYTES + WAVE64_FORM.length;
    ByteBuffer header = in.next(wave64Bytes, ByteOrder.LITTLE_ENDIAN);
    if (header.limit() == wave64Bytes
        && header.slice(0, WAVE64.length).equals(ByteBuffer.wrap(WAVE64))) {
      return Optional.of(new RiffChunks(in, ByteOrder.LITTLE_ENDIAN, true, wave64Bytes));
    }
    if (header.limit() < RIFF_HEADER_BYTES || !Bytes.tag(header, 8).equals("WAVE")) {
      return Optional.empty();
    }
    return switch (Bytes.tag(header, 0)) {
      case "RIFF", "RF64", "BW64" ->
          Optional.of(new RiffChunks(in, ByteOrder.LITTLE_ENDIAN, false, RIFF_HEADER_BYTES));
      case "RIFX" ->
          Optional.of(new RiffChunks(in, ByteOrder.BIG_ENDIAN, false, RIFF_HEADER_BYTES));
      default -> Optional.empty();
    };
  }

  /** That of the bytes of all numbers, samples included. */
  ByteOrder order() {
    return order;
  }

  /** The next chunk, with the file at its first byte; nothing where no header fits any more. */
  Optional<Chunk> next() throws IOException {
    in.position(next);
    ByteBuffer header = in.next(headerBytes(), order);
    if (header.limit() < headerBytes()) {
      return Optional.empty();
    }
    String tag = Bytes.tag(header, 0);
    long size =
        isWave64
            ? header.getLong(WAVE64.length) - headerBytes() // which counts itself
            : Integer.toUnsignedLong(header.getInt(4));
    if (tag.equals("ds64")) {
      ByteBuffer sizes = in.next(LARGE_SIZES_BYTES, order);
      largeDataSize =
          sizes.limit() < LARGE_SIZES_BYTES
              ? Optional.empty()
              : Optional.of(sizes.getLong(Long.BYTES));
    } else if (tag.equals("data") && size == SIZE_ELSEWHERE) {
      size = largeDataSize.orElse(size);
    }
    Chunk chunk = new Chunk(tag, next + headerBytes(), size);
    next = behind(chunk);
    in.position(chunk.start());
    return Optional.of(chunk);
  }

  /** Whether chunks with plain names follow, one upon the other up to the end of the file. */
  boolean followToTheEnd() throws IOException {
    boolean isPlain = next < in.size();
    while (isPlain && next < in.size()) {
      Optional<Chunk> chunk = next();
      isPlain = chunk.isPresent() && chunk.get().tag().chars().allMatch(c -> c >= ' ' && c <= '~');
    }
    return isPlain && next - in.size() <= alignment() - 1;
  }

  private int headerBytes() {
    return isWave64 ? WAVE64.length + Long.BYTES : 8;
  }

  private int alignment() {
    return isWave64 ? Long.BYTES : 2;
  }

  /** Where the next header begins: chunks are padded. A size beyond the file ends the search. */
  private long behind(Chunk chunk) {
    if (Long.compareUnsigned(chunk.size(), in.size()) > 0) {
      return Long.MAX_VALUE - headerBytes();
    }
    long end = chunk.start() + chunk.size();
    return end + Math.floorMod(-end, (long) alignment());
  }

  private static byte[] guid(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
