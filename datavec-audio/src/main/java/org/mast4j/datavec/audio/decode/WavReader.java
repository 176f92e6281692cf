package org.mast4j.datavec.audio.decode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.mast4j.datavec.audio.AudioException;

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
  private static final int BLOCK_FRAMES = 8192;

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
    Optional<Format> format = Optional.empty();
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
        format = Optional.of(Format.parse(next((int) Math.min(size, MAX_FORMAT_BYTES)), file));
      } else if (isTag(chunk, 0, "data")) {
        if (format.isEmpty()) {
          throw new AudioException(
              file, "wav whose data comes before its format; convert the file again");
        }
        return format.get().isReadable()
            ? Optional.of(new Decoded(samples(format.get(), size), format.get().sampleRate()))
            : Optional.empty();
      }
      channel.position(start + size + size % 2); // chunks are padded to an even length
    }
  }

  /** The mean over channels of a data chunk that says it has {@code size} bytes. */
  private float[] samples(Format format, long size) throws IOException {
    long left = channel.size() - channel.position();
    if (size != UNKNOWN_SIZE && size > left) {
      throw new AudioException(
          file,
          "truncated: its header declares "
              + size / format.frameBytes()
              + " samples, the file holds "
              + left / format.frameBytes()
              + "; copy or convert the file again");
    }
    long all = Math.min(size, left) / format.frameBytes();
    long first = segment.firstSample(format.sampleRate());
    if (first >= all && first > 0) {
      throw AudioFiles.startsBehindTheEnd(file, (double) all / format.sampleRate(), segment);
    }
    long frames = Math.min(all, segment.endSample(format.sampleRate())) - first;
    if (frames > MonoBuffer.MAX_SAMPLES) {
      throw new AudioException(file, frames + " samples are too long a clip; split the file");
    }
    channel.position(channel.position() + first * format.frameBytes());
    float[] samples = new float[(int) frames];
    for (int from = 0; from < samples.length; from += BLOCK_FRAMES) {
      int count = Math.min(BLOCK_FRAMES, samples.length - from);
      ByteBuffer block = next(count * format.frameBytes());
      if (block.limit() < count * format.frameBytes()) {
        throw new AudioException(file, "it became shorter while it was read; try again");
      }
      for (int i = 0; i < count; i++) {
        samples[from + i] = format.mean(block, i * format.frameBytes());
      }
    }
    return samples;
  }

  /** The next {@code size} bytes, fewer at the end of the file. */
  private ByteBuffer next(int size) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      // a channel may give less than it was asked for
    }
    return bytes.flip();
  }

  private static boolean isTag(ByteBuffer bytes, int at, String tag) {
    return new String(bytes.array(), at, 4, StandardCharsets.US_ASCII).equals(tag);
  }

  /**
   * The format chunk.
   *
   * @param codec WAVE_FORMAT_..., an extensible one resolved
   * @param frameBytes bytes of one sample of all channels
   */
  private record Format(int codec, int channels, int sampleRate, int bits, int frameBytes) {

    static Format parse(ByteBuffer chunk, Path file) throws AudioException {
      if (chunk.limit() < 16) {
        throw new AudioException(file, "truncated wav header; copy or convert the file again");
      }
      int codec = Short.toUnsignedInt(chunk.getShort(0));
      if (codec == EXTENSIBLE && chunk.limit() >= 26) {
        codec = Short.toUnsignedInt(chunk.getShort(24)); // first field of the sub-format's GUID
      }
      Format format =
          new Format(
              codec,
              Short.toUnsignedInt(chunk.getShort(2)),
              chunk.getInt(4),
              Short.toUnsignedInt(chunk.getShort(14)),
              Short.toUnsignedInt(chunk.getShort(12)));
      AudioFiles.requireStream(file, format.channels, format.sampleRate);
      if (format.isReadable() && format.frameBytes != format.channels * format.bits / 8) {
        throw new AudioException(
            file,
            "damaged wav header: %d channels of %d bits in %d bytes; convert the file again"
                .formatted(format.channels, format.bits, format.frameBytes));
      }
      return format;
    }

    boolean isReadable() {
      return switch (codec) {
        case PCM -> bits == 8 || bits == 16 || bits == 24 || bits == 32;
        case IEEE_FLOAT -> bits == 32 || bits == 64;
        case A_LAW, MU_LAW -> bits == 8;
        default -> false;
      };
    }

    float mean(ByteBuffer bytes, int at) {
      double sum = 0;
      for (int c = 0; c < channels; c++) {
        sum += sample(bytes, at + c * bits / 8);
      }
      return (float) (sum / channels);
    }

    /** One sample in [-1, 1). */
    private double sample(ByteBuffer bytes, int at) {
      if (codec == IEEE_FLOAT) {
        return bits == 32 ? bytes.getFloat(at) : bytes.getDouble(at);
      }
      if (codec == A_LAW) {
        return G711.aLaw(bytes.get(at)) / 32768.0;
      }
      if (codec == MU_LAW) {
        return G711.muLaw(bytes.get(at)) / 32768.0;
      }
      return switch (bits) {
        case 8 -> ((bytes.get(at) & 0xFF) - 128) / 128.0; // 8 bits alone are unsigned
        case 16 -> bytes.getShort(at) / 32768.0;
        case 24 -> (Short.toUnsignedInt(bytes.getShort(at)) | bytes.get(at + 2) << 16) / 8388608.0;
        default -> bytes.getInt(at) / 2147483648.0;
      };
    }
  }
}
