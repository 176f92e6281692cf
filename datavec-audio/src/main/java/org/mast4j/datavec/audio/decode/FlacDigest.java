package org.mast4j.datavec.audio.decode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;

/**
 * The MD5 of a FLAC file's samples, which its header holds (RFC 9639, section 8.2): of whole bytes
 * of each sample, little-endian, channels alternating.
 */
final class FlacDigest {

  private static final int STREAM_INFO_BYTES = 34;

  /** Where the rate (20 bits), channels (3), bits of a sample (5) and samples (36) stand. */
  private static final int COUNTS_OFFSET = 10;

  private static final int MD5_OFFSET = 18;

  private final byte[] declared;
  private final long declaredSamples;
  private final int bits;
  private final MessageDigest md5;
  private long samples;

  private FlacDigest(ByteBuffer streamInfo) throws NoSuchAlgorithmException {
    this.declared = Arrays.copyOfRange(streamInfo.array(), MD5_OFFSET, STREAM_INFO_BYTES);
    long counts = streamInfo.getLong(COUNTS_OFFSET);
    this.bits = (int) (counts >>> 36 & 0x1F) + 1;
    this.declaredSamples = counts & 0xF_FFFF_FFFFL;
    this.md5 = MessageDigest.getInstance("MD5");
  }

  /** The one to come, or nothing if the header holds none: writers to pipes leave zeros. */
  static Optional<FlacDigest> of(AVCodecParameters parameters) {
    if (parameters.extradata_size() < STREAM_INFO_BYTES) {
      return Optional.empty();
    }
    byte[] streamInfo = new byte[STREAM_INFO_BYTES];
    parameters.extradata().get(streamInfo);
    try {
      FlacDigest digest = new FlacDigest(ByteBuffer.wrap(streamInfo));
      return Arrays.equals(digest.declared, new byte[digest.declared.length])
          ? Optional.empty()
          : Optional.of(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }

  /** Takes the next samples. */
  void add(PcmFrame frame) {
    ByteBuffer decoded = frame.interleaved();
    int unused = Byte.SIZE * frame.format().bytes() - bits; // FFmpeg fills from the top
    int bytes = (bits + 7) / 8;
    int values = decoded.remaining() / frame.format().bytes();
    samples += values / frame.channels();
    if (unused == 0 && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      md5.update(decoded); // they are what is hashed, as in most files
      return;
    }
    byte[] hashed = new byte[values * bytes];
    int at = 0;
    for (int i = 0; i < values; i++) {
      int value = (bits > 16 ? decoded.getInt() : decoded.getShort()) >> unused;
      for (int b = 0; b < bytes; b++) {
        hashed[at++] = (byte) (value >> 8 * b);
      }
    }
    md5.update(hashed);
  }

  /** Whether the samples are as many as declared (0 leaves that open), but not those declared. */
  boolean isWrong() {
    return (declaredSamples == 0 || samples == declaredSamples)
        && !Arrays.equals(declared, md5.digest());
  }
}
