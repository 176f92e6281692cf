package org.mast4j.cli.studio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.mast4j.datavec.audio.Waveform;

/** Waveforms as browsers take them: 16-bit PCM, little-endian. */
final class Sound {
  private static final int HEADER = 44;
  private static final int FORMAT_BYTES = 16;
  private static final short PCM = 1;
  private static final short MONO = 1;
  private static final short BITS = 16;

  private Sound() {}

  /** A wav file. */
  static byte[] wav(Waveform clip) {
    int bytes = 2 * clip.samples().length;
    ByteBuffer file = ByteBuffer.allocate(HEADER + bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.put(ascii("RIFF")).putInt(HEADER - 8 + bytes).put(ascii("WAVE"));
    file.put(ascii("fmt ")).putInt(FORMAT_BYTES).putShort(PCM).putShort(MONO);
    file.putInt(clip.sampleRate()).putInt(2 * clip.sampleRate()).putShort((short) 2).putShort(BITS);
    file.put(ascii("data")).putInt(bytes).put(pcm(clip.samples()));
    return file.array();
  }

  /** The samples alone; those beyond full scale are cut off. */
  static byte[] pcm(float[] samples) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float sample : samples) {
      float limited = Math.max(-1, Math.min(1, sample));
      bytes.putShort((short) Math.round(limited * Short.MAX_VALUE));
    }
    return bytes.array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
