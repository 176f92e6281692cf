package org.mast4j.datavec.audio.decode;

/** Telephone samples of 8 bits, expanded to 16 (ITU-T G.711). */
final class G711 {

  private static final int MU_LAW_BIAS = 0x84;

  private G711() {}

  /** Sign, three bits of segment, four of mantissa; every other bit inverted. */
  static int aLaw(byte code) {
    int bits = (code ^ 0x55) & 0xFF;
    int segment = bits >> 4 & 7;
    int magnitude = (bits & 0x0F) << 4 | 8;
    if (segment > 0) {
      magnitude = (magnitude + 0x100) << (segment - 1);
    }
    return (bits & 0x80) != 0 ? magnitude : -magnitude;
  }

  /** The same layout, all bits inverted, and a bias that makes every segment start alike. */
  static int muLaw(byte code) {
    int bits = ~code & 0xFF;
    int segment = bits >> 4 & 7;
    int magnitude = (((bits & 0x0F) << 3) + MU_LAW_BIAS << segment) - MU_LAW_BIAS;
    return (bits & 0x80) != 0 ? -magnitude : magnitude;
  }
}
