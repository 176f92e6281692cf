package org.mast4j.datavec.audio.decode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.decode.PcmLayout.Kind;
import org.mast4j.datavec.audio.internal.io.InputFile;

/** Uncompressed Sun audio (au(5) of SunOS): a header of six big-endian ints, then the samples. */
final class AuReader {

  private static final int HEADER_BYTES = 24;

  private AuReader() {}

  /**
   * Reads a part of {@code file}, or returns nothing if it isn't Sun audio or its encoding isn't
   * PCM.
   *
   * @throws AudioException if the header contradicts itself or the file is truncated
   */
  static Optional<Decoded> read(Path file, Segment segment) throws IOException {
    try (InputFile in = InputFile.open(file)) {
      ByteBuffer header = in.next(HEADER_BYTES, ByteOrder.BIG_ENDIAN);
      if (header.limit() < 4 || !Bytes.tag(header, 0).equals(".snd")) {
        return Optional.empty();
      }
      if (header.limit() < HEADER_BYTES) {
        throw Truncation.of(file, "it ends within its header");
      }
      Optional<PcmLayout> layout = layout(header.getInt(12), header.getInt(20), header.getInt(16));
      if (layout.isEmpty()) {
        return Optional.empty();
      }
      AudioFiles.requireStream(file, layout.get().channels(), layout.get().sampleRate());
      long start = Integer.toUnsignedLong(header.getInt(4));
      if (start < HEADER_BYTES) {
        throw new AudioException(
            file, "damaged au header: its samples begin at byte " + start + "; copy it again");
      }
      long size = Integer.toUnsignedLong(header.getInt(8));
      long bytes = StreamedSize.resolve(size, in.size() - start);
      in.position(start);
      return Optional.of(layout.get().read(in, bytes / layout.get().frameBytes(), segment));
    }
  }

  private static Optional<PcmLayout> layout(int encoding, int channels, int sampleRate) {
    return switch (encoding) {
      case 1 -> layout(Kind.MU_LAW, 8, channels, sampleRate);
      case 2 -> layout(Kind.SIGNED, 8, channels, sampleRate);
      case 3 -> layout(Kind.SIGNED, 16, channels, sampleRate);
      case 4 -> layout(Kind.SIGNED, 24, channels, sampleRate);
      case 5 -> layout(Kind.SIGNED, 32, channels, sampleRate);
      case 6 -> layout(Kind.FLOAT, 32, channels, sampleRate);
      case 7 -> layout(Kind.FLOAT, 64, channels, sampleRate);
      case 27 -> layout(Kind.A_LAW, 8, channels, sampleRate);
      default -> Optional.empty();
    };
  }

  private static Optional<PcmLayout> layout(Kind kind, int bits, int channels, int sampleRate) {
    return Optional.of(new PcmLayout(kind, channels, sampleRate, bits, ByteOrder.BIG_ENDIAN));
  }
}
