package org.mast4j.datavec.audio.decode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The checksums of MP3 frames, of those that have one (ISO 11172-3, 2.4.3.1): CRC-16 of the last
 * two bytes of the header and of the side information behind the checksum.
 *
 * <p>FFmpeg could check them, but only together with refusing the frames that often begin a file,
 * which lean on missing ones.
 */
final class Mp3Checksums {

  private static final int HEADER_BYTES = 4;
  private static final int CHECKSUM_BYTES = 2;

  private long right;
  private long broken;

  /** Takes the next frame. */
  void add(ByteBuffer frame) {
    if (frame.remaining() < HEADER_BYTES) {
      return;
    }
    boolean isLayer3 = (frame.get(1) & 0xE6) == 0xE2; // and in step
    boolean isProtected = (frame.get(1) & 1) == 0;
    if (frame.get(0) != -1 || !isLayer3 || !isProtected) {
      return;
    }
    boolean isVersion1 = (frame.get(1) & 0x18) == 0x18;
    boolean isMono = (frame.get(3) & 0xC0) == 0xC0;
    int sideBytes = isVersion1 ? isMono ? 17 : 32 : isMono ? 9 : 17;
    int sideStart = HEADER_BYTES + CHECKSUM_BYTES;
    if (frame.remaining() < sideStart + sideBytes) {
      return;
    }
    int sum = checksum(0xFFFF, frame, 2, HEADER_BYTES);
    if (checksum(sum, frame, sideStart, sideStart + sideBytes)
        == Short.toUnsignedInt(frame.order(ByteOrder.BIG_ENDIAN).getShort(HEADER_BYTES))) {
      right++;
    } else {
      broken++;
    }
  }

  /** Frames whose checksum is wrong. */
  long broken() {
    return broken;
  }

  /** Whether some frames are damaged: where most checksums are wrong, their writer was. */
  boolean areBroken() {
    return broken > 0 && right > broken;
  }

  /** x^16 + x^15 + x^2 + 1, most significant bit first, of bytes [from, to). */
  private static int checksum(int sum, ByteBuffer bytes, int from, int to) {
    int result = sum;
    for (int at = from; at < to; at++) {
      for (int bit = 7; bit >= 0; bit--) {
        int out = result >> 15 ^ bytes.get(at) >> bit & 1;
        result = (result << 1 ^ (out == 1 ? 0x8005 : 0)) & 0xFFFF;
      }
    }
    return result;
  }
}
