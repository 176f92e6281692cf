package org.mast4j.datavec.audio.decode;

import java.nio.ByteBuffer;

/** How FFmpeg stores one decoded sample. */
enum PcmFormat {
  UNSIGNED_8(1) {
    @Override
    float read(ByteBuffer in) {
      return ((in.get() & 0xff) - 128) / 128f;
    }
  },
  SIGNED_16(2) {
    @Override
    float read(ByteBuffer in) {
      return in.getShort() / 32768f;
    }
  },
  SIGNED_32(4) {
    @Override
    float read(ByteBuffer in) {
      return in.getInt() / 2147483648f;
    }
  },
  FLOAT_32(4) {
    @Override
    float read(ByteBuffer in) {
      return in.getFloat();
    }
  },
  FLOAT_64(8) {
    @Override
    float read(ByteBuffer in) {
      return (float) in.getDouble();
    }
  };

  private final int bytes;

  PcmFormat(int bytes) {
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }

  /** The next sample, full scale at 1. */
  abstract float read(ByteBuffer in);
}
