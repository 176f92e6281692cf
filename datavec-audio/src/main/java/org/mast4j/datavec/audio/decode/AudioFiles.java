package org.mast4j.datavec.audio.decode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.mast4j.classpath.ClassPath;
import org.mast4j.classpath.NativeLibrary;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.Waveform;

/**
 * Audio files as mono waveforms at their own rate. PCM in wav, Wave64, AIFF and AU is read here;
 * all else (FLAC, MP3, Ogg, MP4, WebM and the other formats that docs/audio.md lists) needs
 * FFmpeg's native library on the class path.
 */
public final class AudioFiles {

  /** The extensions, in lower case, by which folder scans tell audio. */
  public static final Set<String> AUDIO_EXTENSIONS =
      Set.of(
          "wav", "wave", "w64", "rf64", "bw64", "aiff", "aif", "aifc", "au", "snd", "caf", "flac",
          "wv", "mp3", "mp2", "ogg", "oga", "opus", "spx", "aac", "m4a", "m4b", "mp4", "3gp", "amr",
          "webm", "mka", "wma", "ac3", "eac3");

  /** What two bytes count, as wav and AIFF do. */
  private static final int MAX_CHANNELS = 0xFFFF;

  /** The number is to be raised when one of them gives other samples for the same file. */
  private static final String PCM_READERS = "mast4j 1";

  private static final Segment FIRST_SAMPLE = new Segment(0, Double.MIN_VALUE);

  private static final int MIN_SAMPLE_RATE = 1;
  private static final int MAX_SAMPLE_RATE = 10_000_000;

  private AudioFiles() {}

  /** Whether the name ends like an audio file's and isn't hidden (macOS leaves ._ twins). */
  public static boolean isAudio(Path file) {
    return isAudio(String.valueOf(file.getFileName()));
  }

  /** The same of a file's name alone, which needn't be one that this Java can open. */
  public static boolean isAudio(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    int dot = name.lastIndexOf('.');
    return dot > 0 && name.charAt(0) != '.' && AUDIO_EXTENSIONS.contains(name.substring(dot + 1));
  }

  /**
   * Decodes a file by its content and takes the mean of its channels.
   *
   * @throws AudioException if it is missing, empty, no audio, damaged, truncated, without samples
   *     or channels, or holds NaN or values beyond 8
   */
  public static Waveform read(Path file) throws AudioException {
    return read(file, Segment.WHOLE);
  }

  /**
   * The same of a part of a file, without decoding what lies before it (but for the half second
   * that some decoders need to settle; ADPCM in AIFF-C needs all of it) or behind it. It equals
   * that part of the whole waveform, to the sample; Opus settles to within its own accuracy.
   *
   * @throws AudioException as {@link #read(Path)} does, or if the file ends before the segment
   *     starts; damage outside the segment may go unseen
   */
  public static Waveform read(Path file, Segment segment) throws AudioException {
    try {
      if (Files.isDirectory(file)) {
        throw new AudioException(file, "a folder; name a file in it");
      }
      if (!Files.exists(file)) {
        throw new AudioException(file, "no such file; check the path");
      }
      if (!Files.isRegularFile(file)) {
        throw new AudioException(file, "a pipe or device; write its sound to a file first");
      }
      if (Files.size(file) == 0) {
        throw new AudioException(file, "empty file; remove it or record it again");
      }
      return check(file, decode(file, segment));
    } catch (AudioException e) {
      throw e;
    } catch (IOException e) {
      throw new AudioException(file, "can't be read (" + e + "); check its permissions", e);
    } catch (OutOfMemoryError e) {
      throw AudioException.tooLong(file, e);
    }
  }

  /**
   * Decodes a stream, by way of a temporary file.
   *
   * @param name what errors call it
   */
  public static Waveform read(InputStream in, Path name) throws IOException {
    Path copy = Files.createTempFile("mast4j-", ".audio");
    try {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      return read(copy);
    } catch (AudioException e) {
      throw new AudioException(name, e.problem(), e);
    } finally {
      Files.delete(copy);
    }
  }

  /**
   * What decodes a file, with its version: where this and the content are the same, so are the
   * samples. FFmpeg is loaded for those files alone that it decodes.
   *
   * @throws AudioException if the file needs FFmpeg and there is none, or if its header is damaged
   */
  public static String decoder(Path file) throws IOException {
    return pcm(file, FIRST_SAMPLE).isPresent()
        ? PCM_READERS
        : byFfmpeg(file, FfmpegDecoder::version);
  }

  private static Decoded decode(Path file, Segment segment) throws IOException {
    Optional<Decoded> pcm = pcm(file, segment);
    return pcm.isPresent() ? pcm.get() : byFfmpeg(file, () -> FfmpegDecoder.decode(file, segment));
  }

  /** What the readers of this package make of a file; nothing if it is left to FFmpeg. */
  private static Optional<Decoded> pcm(Path file, Segment segment) throws IOException {
    Optional<Decoded> pcm = WavReader.read(file, segment);
    if (pcm.isEmpty()) {
      pcm = AiffReader.read(file, segment);
    }
    return pcm.isEmpty() ? AuReader.read(file, segment) : pcm;
  }

  @FunctionalInterface
  private interface FfmpegCall<T> {
    T run() throws IOException;
  }

  /** Loading the class already fails without the library: no error may be caught in it alone. */
  private static <T> T byFfmpeg(Path file, FfmpegCall<T> call) throws IOException {
    ClassPath.require(NativeLibrary.JAVACPP);
    ClassPath.require(NativeLibrary.FFMPEG);
    try {
      return call.run();
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      throw new AudioException(
          file,
          "needs FFmpeg, which isn't on the class path for this platform; add"
              + " org.bytedeco:ffmpeg with its platform classifier, or convert the file to wav",
          e);
    }
  }

  /** What every decoder says of a segment behind the end; the file's length is in seconds. */
  static AudioException startsBehindTheEnd(Path file, double length, Segment segment) {
    return new AudioException(
        file,
        "lasts %.3f s, and its clip starts at %.3f s; get the whole file, or correct the list"
            .formatted(length, segment.start()));
  }

  /**
   * What every decoder asks of a header before it trusts the rest.
   *
   * @param channels an unsigned int
   * @param sampleRate an unsigned int
   */
  static void requireStream(Path file, int channels, int sampleRate) throws AudioException {
    if (channels < 1 || channels > MAX_CHANNELS) {
      throw new AudioException(
          file,
          "declares "
              + Integer.toUnsignedLong(channels)
              + " channels; its header is damaged, copy it again");
    }
    if (sampleRate < MIN_SAMPLE_RATE || sampleRate > MAX_SAMPLE_RATE) {
      throw new AudioException(
          file,
          "declares a sample rate of %d Hz, outside %d..%d; its header is damaged, copy it again"
              .formatted(Integer.toUnsignedLong(sampleRate), MIN_SAMPLE_RATE, MAX_SAMPLE_RATE));
    }
  }

  private static Waveform check(Path file, Decoded decoded) throws AudioException {
    float[] samples = decoded.samples();
    if (samples.length == 0) {
      throw new AudioException(file, "holds no samples; remove it or record it again");
    }
    int bad = Waveform.firstBad(samples);
    if (bad >= 0) {
      throw new AudioException(
          file,
          "sample %d is %s, no sound level; convert it again or remove it"
              .formatted(bad, samples[bad]));
    }
    return new Waveform(samples, decoded.sampleRate());
  }
}
