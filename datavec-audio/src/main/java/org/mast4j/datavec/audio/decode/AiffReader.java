package org.mast4j.datavec.audio.decode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.decode.PcmLayout.Kind;
import org.mast4j.datavec.audio.internal.io.InputFile;

/**
 * AIFF and uncompressed AIFF-C (Apple, "Audio Interchange File Format AIFF-C", draft of 1991):
 * big-endian chunks, of which COMM describes the samples and SSND holds them, in either order.
 */
final class AiffReader {

  private static final int HEADER_BYTES = 12;
  private static final int CHUNK_HEADER_BYTES = 8;

  /** Channels, frames, bits and the rate; AIFF-C's coding follows. */
  private static final int COMMON_BYTES = 18;

  private static final int CODING_BYTES = 4;

  private static final long UNKNOWN_SIZE = 0xFFFF_FFFFL;

  private final InputFile in;
  private final Path file;
  private final boolean hasCoding;
  private Optional<ByteBuffer> common = Optional.empty();
  private long soundStart;
  private long soundBytes = -1;

  private AiffReader(InputFile in, boolean hasCoding) {
    this.in = in;
    this.file = in.path();
    this.hasCoding = hasCoding;
  }

  /**
   * Reads a part of {@code file}, or returns nothing if it isn't AIFF or its coding isn't PCM.
   *
   * @throws AudioException if the header contradicts itself or the file is truncated
   */
  static Optional<Decoded> read(Path file, Segment segment) throws IOException {
    try (InputFile in = InputFile.open(file)) {
      ByteBuffer header = in.next(HEADER_BYTES, ByteOrder.BIG_ENDIAN);
      if (header.limit() < HEADER_BYTES || !Bytes.tag(header, 0).equals("FORM")) {
        return Optional.empty();
      }
      String type = Bytes.tag(header, 8);
      if (!type.equals("AIFF") && !type.equals("AIFC")) {
        return Optional.empty();
      }
      AiffReader reader = new AiffReader(in, type.equals("AIFC"));
      reader.findChunks();
      return reader.samples(segment);
    }
  }

  private void findChunks() throws IOException {
    while (common.isEmpty() || soundBytes < 0) {
      ByteBuffer chunk = in.next(CHUNK_HEADER_BYTES, ByteOrder.BIG_ENDIAN);
      if (chunk.limit() < CHUNK_HEADER_BYTES) {
        throw Truncation.of(
            file, "no " + (common.isEmpty() ? "COMM" : "SSND") + " chunk before its end");
      }
      long size = Integer.toUnsignedLong(chunk.getInt(4));
      long start = in.position();
      switch (Bytes.tag(chunk, 0)) {
        case "COMM" -> common = Optional.of(commonChunk());
        case "SSND" -> {
          ByteBuffer offset = in.next(CHUNK_HEADER_BYTES, ByteOrder.BIG_ENDIAN);
          if (offset.limit() < CHUNK_HEADER_BYTES) {
            throw Truncation.of(file, "it ends within the header of its samples");
          }
          long skipped = CHUNK_HEADER_BYTES + Integer.toUnsignedLong(offset.getInt(0));
          soundStart = start + skipped;
          // A writer to a pipe leaves 0, which not even counts this header.
          soundBytes = size < CHUNK_HEADER_BYTES ? UNKNOWN_SIZE : Math.max(0, size - skipped);
        }
        default -> {
          // markers, comments, names
        }
      }
      in.position(start + size + size % 2); // chunks are padded to an even length
    }
  }

  private ByteBuffer commonChunk() throws IOException {
    int size = COMMON_BYTES + (hasCoding ? CODING_BYTES : 0);
    ByteBuffer chunk = in.next(size, ByteOrder.BIG_ENDIAN);
    if (chunk.limit() < size) {
      throw Truncation.of(file, "it ends within its COMM chunk");
    }
    return chunk;
  }

  private Optional<Decoded> samples(Segment segment) throws IOException {
    ByteBuffer header = common.orElseThrow();
    int channels = Short.toUnsignedInt(header.getShort(0));
    long frames = Integer.toUnsignedLong(header.getInt(2));
    int bits = (Short.toUnsignedInt(header.getShort(6)) + 7) / 8 * 8; // kept to the left
    int sampleRate = sampleRate(header.getShort(8), header.getLong(10));
    String coding = hasCoding ? Bytes.tag(header, COMMON_BYTES) : "NONE";
    Optional<PcmLayout> layout =
        layout(coding, channels, sampleRate, bits).filter(PcmLayout::isReadable);
    if (layout.isEmpty()) {
      return Optional.empty();
    }
    AudioFiles.requireStream(file, channels, sampleRate);
    long bytes = soundBytes == 0 ? 0 : StreamedSize.resolve(soundBytes, in.size() - soundStart);
    if (frames == 0 || bytes != soundBytes) {
      frames = bytes / layout.get().frameBytes();
    }
    if (frames > bytes / layout.get().frameBytes()) {
      throw new AudioException(
          file,
          "damaged aiff header: %d samples in %d bytes; copy or convert the file again"
              .formatted(frames, bytes));
    }
    in.position(soundStart);
    return Optional.of(layout.get().read(in, frames, segment));
  }

  private static Optional<PcmLayout> layout(String coding, int channels, int rate, int bits) {
    ByteOrder big = ByteOrder.BIG_ENDIAN;
    return switch (coding) {
      case "NONE", "twos", "in24", "in32" ->
          Optional.of(new PcmLayout(Kind.SIGNED, channels, rate, bits, big));
      case "sowt" ->
          Optional.of(new PcmLayout(Kind.SIGNED, channels, rate, bits, ByteOrder.LITTLE_ENDIAN));
      case "raw " -> Optional.of(new PcmLayout(Kind.UNSIGNED, channels, rate, bits, big));
      case "fl32", "FL32" -> Optional.of(new PcmLayout(Kind.FLOAT, channels, rate, 32, big));
      case "fl64", "FL64" -> Optional.of(new PcmLayout(Kind.FLOAT, channels, rate, 64, big));
      // writers declare the 16 bits that they expand to, or the 8 that they take
      case "alaw", "ALAW" -> Optional.of(new PcmLayout(Kind.A_LAW, channels, rate, 8, big));
      case "ulaw", "ULAW" -> Optional.of(new PcmLayout(Kind.MU_LAW, channels, rate, 8, big));
      default -> Optional.empty();
    };
  }

  /** The nearest whole number to an IEEE 754 extended float; what is none has no rate, 0. */
  private static int sampleRate(short signAndExponent, long mantissa) {
    int exponent = signAndExponent - 16383 - 63;
    double rate = Math.scalb((mantissa >>> 1) * 2.0, exponent);
    return signAndExponent >= 0 && rate <= Integer.MAX_VALUE ? (int) Math.round(rate) : 0;
  }
}
