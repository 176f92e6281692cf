package org.mast4j.notebook.sound;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Locale;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.mast4j.datavec.audio.Waveform;

/**
 * A clip to listen to.
 *
 * @param title what it is, in a few words
 * @param clip with samples in [-1, 1]; louder ones are cut off
 */
public record Sound(String title, Waveform clip) {
  private static final int BITS = 16;

  /** The title, the length and a player that holds the clip itself; a page needs no file beside. */
  public String html() {
    String escaped = title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    return "<p>"
        + (title.isEmpty() ? "" : "<b>" + escaped + "</b>, ")
        + length()
        + "<br><audio controls preload=\"none\" src=\"data:audio/wav;base64,"
        + Base64.getEncoder().encodeToString(wav())
        + "\"></audio></p>";
  }

  /** The title and the length. */
  @Override
  public String toString() {
    return (title.isEmpty() ? "" : title + ", ") + length();
  }

  private String length() {
    return String.format(Locale.ROOT, "%.2f s at %d Hz", clip.seconds(), clip.sampleRate());
  }

  /** The bytes of a wav file of 16 bits a sample. */
  public byte[] wav() {
    ByteBuffer pcm =
        ByteBuffer.allocate(clip.samples().length * BITS / 8).order(ByteOrder.LITTLE_ENDIAN);
    for (float sample : clip.samples()) {
      pcm.putShort((short) Math.round(Math.max(-1, Math.min(1, sample)) * Short.MAX_VALUE));
    }
    AudioFormat format = new AudioFormat(clip.sampleRate(), BITS, 1, true, false);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      AudioSystem.write(
          new AudioInputStream(
              new ByteArrayInputStream(pcm.array()), format, clip.samples().length),
          AudioFileFormat.Type.WAVE,
          file);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // in memory
    }
    return file.toByteArray();
  }
}
