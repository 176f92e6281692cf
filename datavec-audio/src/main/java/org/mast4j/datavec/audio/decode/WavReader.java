package org.mast4j.datavec.audio.decode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.decode.PcmLayout.Kind;

/**
 * PCM in RIFF/WAVE: 8, 16, 24 and 32 bit integers, 32 and 64 bit floats, A-law and mu-law, plain or
 * WAVE_FORMAT_EXTENSIBLE (Microsoft, "Multiple channel audio data and WAVE files", 2007).
 */
final class WavReader {

  private static final int PCM = 1;
  private static final int IEEE_FLOAT = 3;
  private static final int A_LAW = 6;
  private static final int MU_LAW = 7;
  private static final int EXTENSIBLE = 0xFFFE;

  /** A size that says "until the end": written to pipes, where the writer can't come back. */
  private static final long UNKNOWN_SIZE = 0xFFFFFFFFL;

  private static final int HEADER_BYTES = 12;
  private static final int CHUNK_HEADER_BYTES = 8;
  private static final int MAX_FORMAT_BYTES = 64;

  private final Path file;
  private final SeekableByteChannel channel;
  private final Segment segment;

  private WavReader(Path file, SeekableByteChannel channel, Segment segment) {
    this.file = file;
    this.channel = channel;
    this.segment = segment;
  }

  /**
   * Reads a part of {@code file}, or returns nothing if it isn't a RIFF/WAVE file or its codec
   * isn't PCM.
   *
   * @throws AudioException if the header contradicts itself or the file is truncated
   */
  static Optional<Decoded> read(Path file, Segment segment) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      return new WavReader(file, channel, segment).read();
    }
  }

  private Optional<Decoded> read() throws IOException {
    ByteBuffer header = next(HEADER_BYTES);
    if (header.limit() < HEADER_BYTES || !isTag(header, 0, "RIFF") || !isTag(header, 8, "WAVE")) {
      return Optional.empty();
    }
    Optional<ByteBuffer> format = Optional.empty();
    while (true) {
      ByteBuffer chunk = next(CHUNK_HEADER_BYTES);
      if (chunk.limit() < CHUNK_HEADER_BYTES) {
        throw new AudioException(
            file,
            (format.isPresent() ? "truncated wav: no data chunk" : "truncated wav: no format chunk")
                + "; copy or convert the file again");
      }
      long size = Integer.toUnsignedLong(chunk.getInt(4));
      long start = channel.position();
      if (isTag(chunk, 0, "fmt ")) {
        format = Optional.of(next((int) Math.min(size, MAX_FORMAT_BYTES)));
      } else if (isTag(chunk, 0, "data")) {
        if (format.isEmpty()) {
          throw new AudioException(
              file, "wav whose data comes before its format; convert the file again");
        }
        Optional<PcmLayout> layout = layout(format.get());
        return layout.isPresent() ? Optional.of(samples(layout.get(), size)) : Optional.empty();
      }
      channel.position(start + size + size % 2); // chunks are padded to an even length
    }
  }

  private Decoded samples(PcmLayout layout, long size) throws IOException {
    long bytes = size == UNKNOWN_SIZE ? channel.size() - channel.position() : size;
    return layout.read(file, channel, bytes / layout.frameBytes(), segment);
  }

  private ByteBuffer next(int size) throws IOException {
    return Bytes.next(channel, size, ByteOrder.LITTLE_ENDIAN);
  }

  private static boolean isTag(ByteBuffer bytes, int at, String tag) {
    return Bytes.tag(bytes, at).equals(tag);
  }

  /** What a format chunk describes; nothing for codecs that are left to FFmpeg. */
  private Optional<PcmLayout> layout(ByteBuffer chunk) throws AudioException {
    if (chunk.limit() < 16) {
      throw new AudioException(file, "truncated wav header; copy or convert the file again");
    }
    int codec = Short.toUnsignedInt(chunk.getShort(0));
    if (codec == EXTENSIBLE && chunk.limit() >= 26) {
      codec = Short.toUnsignedInt(chunk.getShort(24)); // first field of the sub-format's GUID
    }
    int channels = Short.toUnsignedInt(chunk.getShort(2));
    int sampleRate = chunk.getInt(4);
    int bits = Short.toUnsignedInt(chunk.getShort(14));
    AudioFiles.requireStream(file, channels, sampleRate);
    Optional<PcmLayout> layout =
        kind(codec, bits)
            .map(kind -> new PcmLayout(kind, channels, sampleRate, bits, ByteOrder.LITTLE_ENDIAN))
            .filter(PcmLayout::isReadable);
    int frameBytes = Short.toUnsignedInt(chunk.getShort(12));
    if (layout.isPresent() && frameBytes != layout.get().frameBytes()) {
      throw new AudioException(
          file,
          "damaged wav header: %d channels of %d bits in %d bytes; convert the file again"
              .formatted(channels, bits, frameBytes));
    }
    return layout;
  }

  private static Optional<Kind> kind(int codec, int bits) {
    return switch (codec) {
      case PCM -> Optional.of(bits == 8 ? Kind.UNSIGNED : Kind.SIGNED); // 8 bits alone are unsigned
      case IEEE_FLOAT -> Optional.of(Kind.FLOAT);
      case A_LAW -> Optional.of(Kind.A_LAW);
      case MU_LAW -> Optional.of(Kind.MU_LAW);
      default -> Optional.empty();
    };
  }
}
