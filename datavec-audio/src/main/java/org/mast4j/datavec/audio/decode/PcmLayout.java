package org.mast4j.datavec.audio.decode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.internal.io.InputFile;

/**
 * How a file that isn't compressed stores its samples.
 *
 * @param bits of one sample of one channel, whole bytes
 * @param order of the bytes of one sample
 */
record PcmLayout(Kind kind, int channels, int sampleRate, int bits, ByteOrder order) {

  enum Kind {
    UNSIGNED,
    SIGNED,
    FLOAT,
    A_LAW,
    MU_LAW
  }

  private static final int BLOCK_BYTES = 1 << 15;

  boolean isReadable() {
    return switch (kind) {
      case UNSIGNED, A_LAW, MU_LAW -> bits == 8;
      case SIGNED -> bits == 8 || bits == 16 || bits == 24 || bits == 32;
      case FLOAT -> bits == 32 || bits == 64;
    };
  }

  /** Bytes of one sample of all channels. */
  int frameBytes() {
    return channels * bits / 8;
  }

  /**
   * The mean over channels of a segment of the {@code declared} frames that begin where {@code in}
   * stands.
   *
   * @throws AudioException if the file holds fewer, or ends before the segment starts
   */
  Decoded read(InputFile in, long declared, Segment segment) throws IOException {
    long held = (in.size() - in.position()) / frameBytes();
    if (declared > held) {
      throw new AudioException(
          in.path(),
          "truncated: its header declares "
              + declared
              + " samples, the file holds "
              + Math.max(0, held)
              + "; copy or convert the file again");
    }
    long first = segment.firstSample(sampleRate);
    if (first >= declared && first > 0) {
      throw AudioFiles.startsBehindTheEnd(in.path(), (double) declared / sampleRate, segment);
    }
    long frames = Math.min(declared, segment.endSample(sampleRate)) - first;
    if (frames > MonoBuffer.MAX_SAMPLES) {
      throw new OutOfMemoryError(frames + " samples don't fit into an array");
    }
    in.position(in.position() + first * frameBytes());
    float[] samples = new float[(int) frames];
    int blockFrames = Math.max(1, BLOCK_BYTES / frameBytes());
    for (int from = 0; from < samples.length; from += blockFrames) {
      int count = Math.min(blockFrames, samples.length - from);
      ByteBuffer block = in.next(count * frameBytes(), order);
      if (block.limit() < count * frameBytes()) {
        throw new AudioException(in.path(), "it became shorter while it was read; try again");
      }
      decode(block, samples, from, count);
    }
    return new Decoded(samples, sampleRate);
  }

  /** The means of the frames in {@code block}. */
  private void decode(ByteBuffer block, float[] samples, int from, int count) {
    if (kind == Kind.SIGNED && bits == 16) {
      decode16(block, samples, from, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      samples[from + i] = mean(block, i * frameBytes());
    }
  }

  /** The format of most files, and several times as fast as the general way to the same values. */
  private void decode16(ByteBuffer block, float[] samples, int from, int count) {
    short[] values = new short[count * channels];
    block.asShortBuffer().get(values);
    if (channels == 1) {
      for (int i = 0; i < count; i++) {
        samples[from + i] = values[i] * (1 / 32768f);
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      int sum = 0;
      for (int c = 0; c < channels; c++) {
        sum += values[i * channels + c];
      }
      samples[from + i] = (float) (sum / 32768.0 / channels);
    }
  }

  private float mean(ByteBuffer bytes, int at) {
    double sum = 0;
    for (int c = 0; c < channels; c++) {
      sum += sample(bytes, at + c * bits / 8);
    }
    return (float) (sum / channels);
  }

  /** One sample, full scale at 1. */
  private double sample(ByteBuffer bytes, int at) {
    return switch (kind) {
      case UNSIGNED -> ((bytes.get(at) & 0xFF) - 128) / 128.0;
      case SIGNED ->
          switch (bits) {
            case 8 -> bytes.get(at) / 128.0;
            case 24 -> signed24(bytes, at) / 8388608.0;
            default -> bytes.getInt(at) / 2147483648.0;
          };
      case FLOAT -> bits == 32 ? bytes.getFloat(at) : bytes.getDouble(at);
      case A_LAW -> G711.aLaw(bytes.get(at)) / 32768.0;
      case MU_LAW -> G711.muLaw(bytes.get(at)) / 32768.0;
    };
  }

  private int signed24(ByteBuffer bytes, int at) {
    return order == ByteOrder.LITTLE_ENDIAN
        ? Short.toUnsignedInt(bytes.getShort(at)) | bytes.get(at + 2) << 16
        : bytes.get(at) << 16 | Short.toUnsignedInt(bytes.getShort(at + 1));
  }
}
