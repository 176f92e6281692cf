package org.mast4j.datavec.audio.decode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.decode.PcmLayout.Kind;
import org.mast4j.datavec.audio.decode.RiffChunks.Chunk;
import org.mast4j.datavec.audio.internal.io.InputFile;

/**
 * PCM in RIFF/WAVE, RIFX (whose samples FFmpeg takes for little-endian), RF64, BW64 and Wave64: 8,
 * 16, 24 and 32 bit integers, 32 and 64 bit floats, A-law and mu-law, plain or
 * WAVE_FORMAT_EXTENSIBLE (Microsoft, "Multiple channel audio data and WAVE files", 2007).
 */
final class WavReader {

  private static final int PCM = 1;
  private static final int IEEE_FLOAT = 3;
  private static final int A_LAW = 6;
  private static final int MU_LAW = 7;
  private static final int EXTENSIBLE = 0xFFFE;

  private static final int MAX_FORMAT_BYTES = 64;

  private final InputFile in;
  private final Path file;
  private final RiffChunks chunks;
  private final Segment segment;

  private WavReader(InputFile in, RiffChunks chunks, Segment segment) {
    this.in = in;
    this.file = in.path();
    this.chunks = chunks;
    this.segment = segment;
  }

  /**
   * Reads a part of {@code file}, or returns nothing if it isn't a wave file or its codec isn't
   * PCM.
   *
   * @throws AudioException if the header contradicts itself or the file is truncated
   */
  static Optional<Decoded> read(Path file, Segment segment) throws IOException {
    try (InputFile in = InputFile.open(file)) {
      Optional<RiffChunks> chunks = RiffChunks.of(in);
      return chunks.isPresent()
          ? new WavReader(in, chunks.get(), segment).read()
          : Optional.empty();
    }
  }

  private Optional<Decoded> read() throws IOException {
    Optional<ByteBuffer> format = Optional.empty();
    while (true) {
      Optional<Chunk> next = chunks.next();
      if (next.isEmpty()) {
        throw new AudioException(
            file,
            (format.isPresent() ? "truncated wav: no data chunk" : "truncated wav: no format chunk")
                + "; copy or convert the file again");
      }
      Chunk chunk = next.get();
      if (chunk.tag().equals("fmt ")) {
        int bytes = (int) Math.max(0, Math.min(chunk.size(), MAX_FORMAT_BYTES));
        format = Optional.of(in.next(bytes, chunks.order()));
      } else if (chunk.tag().equals("data")) {
        if (format.isEmpty()) {
          throw new AudioException(
              file, "wav whose data comes before its format; convert the file again");
        }
        Optional<PcmLayout> layout = layout(format.get());
        if (layout.isPresent()) {
          return Optional.of(samples(layout.get(), chunk));
        }
        requireHeld(chunk); // FFmpeg makes do with a part of the last block
        return Optional.empty();
      }
    }
  }

  private void requireHeld(Chunk data) throws AudioException {
    long held = in.size() - data.start();
    if (StreamedSize.resolve(data.size(), held) > held) {
      throw Truncation.of(file, "it ends within its chunk data");
    }
  }

  private Decoded samples(PcmLayout layout, Chunk data) throws IOException {
    boolean isEmpty = data.size() == 0 && chunks.followToTheEnd();
    long bytes = isEmpty ? 0 : StreamedSize.resolve(data.size(), in.size() - data.start());
    in.position(data.start());
    return layout.read(in, Long.divideUnsigned(bytes, layout.frameBytes()), segment);
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
    int frameBytes = Short.toUnsignedInt(chunk.getShort(12));
    int bits = Short.toUnsignedInt(chunk.getShort(14));
    AudioFiles.requireStream(file, channels, sampleRate);
    // Integers may leave low bits of their bytes unused: 20 bits in three, 24 in four.
    int stored = codec == PCM && bits > 0 && bits <= 32 ? 8 * frameBytes / channels : bits;
    Optional<PcmLayout> layout =
        kind(codec, stored)
            .map(kind -> new PcmLayout(kind, channels, sampleRate, stored, chunks.order()))
            .filter(PcmLayout::isReadable);
    if (codec == PCM && layout.isEmpty() && bits <= 32
        || layout.isPresent() && (frameBytes != layout.get().frameBytes() || stored < bits)) {
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
