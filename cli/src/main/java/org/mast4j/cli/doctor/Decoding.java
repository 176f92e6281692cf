package org.mast4j.cli.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import org.bytedeco.javacpp.Loader;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.decode.AudioFiles;

/** Whether FFmpeg decodes: a tone of half a second in Ogg Vorbis. */
final class Decoding {
  private static final String TONE = "tone.ogg";
  private static final int RATE = 16_000;
  private static final int SAMPLES = RATE / 2;

  private Decoding() {}

  static void examine(Diagnosis diagnosis) throws IOException {
    diagnosis.section("Audio");
    diagnosis.fact("wav, AIFF, AU", "read without FFmpeg");
    try (InputStream tone = Objects.requireNonNull(Decoding.class.getResourceAsStream(TONE))) {
      Waveform decoded = AudioFiles.read(tone, Path.of(TONE));
      if (decoded.sampleRate() != RATE || Math.abs(decoded.samples().length - SAMPLES) > 1_000) {
        throw new AudioException(Path.of(TONE), "decodes wrongly, to " + decoded);
      }
      diagnosis.fact("FFmpeg", Loader.getVersion("org.bytedeco", "ffmpeg") + " decodes");
    } catch (AudioException e) {
      diagnosis.fact("FFmpeg", "doesn't decode");
      diagnosis.problem(
          "compressed audio can't be read (" + e.getMessage() + ")",
          "put org.bytedeco:ffmpeg for " + Loader.getPlatform() + " on the class path");
    }
  }
}
