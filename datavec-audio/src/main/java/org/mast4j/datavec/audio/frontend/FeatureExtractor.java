package org.mast4j.datavec.audio.frontend;

import java.nio.file.Path;
import java.util.Arrays;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.decode.AudioFiles;
import org.mast4j.datavec.audio.decode.Segment;

/**
 * From a file to what a model sees: decode, log-mel, cut or pad to the model's frames, and
 * normalise. Safe to share by threads.
 */
public final class FeatureExtractor implements ClipFeatures {

  private final FrontEnd frontEnd;

  /** Extracts what {@code config} describes. */
  public FeatureExtractor(FrontEndConfig config) {
    this.frontEnd = FrontEnd.of(config);
  }

  @Override
  public FrontEndConfig config() {
    return frontEnd.config();
  }

  @Override
  public Spectrogram extract(Path file) throws AudioException {
    return extract(file, Segment.WHOLE);
  }

  /**
   * The same of a part of a file.
   *
   * @throws AudioException if it can't be decoded, or is too long for the memory
   */
  public Spectrogram extract(Path file, Segment segment) throws AudioException {
    return fitted(frontEnd.apply(file, segment, config().frames()));
  }

  /** The normalised log-mel of a clip, [config.frames, config.width]. */
  public Spectrogram extract(Waveform waveform) {
    return fitted(frontEnd.apply(waveform, config().frames()));
  }

  /**
   * What the front end hears of a part of a file: the samples at its rate, up to the end of the
   * last frame that the model sees.
   *
   * @throws AudioException if it can't be decoded, or is too long for the memory
   */
  public Waveform waveform(Path file, Segment segment) throws AudioException {
    try {
      return heard(AudioFiles.read(file, segment));
    } catch (OutOfMemoryError e) {
      throw AudioException.tooLong(file, e);
    }
  }

  /** The same of a clip. */
  public Waveform heard(Waveform clip) {
    float[] samples = Prepared.resample(clip, config());
    long lastEnd = (long) config().frames() * config().hopSamples() + config().fftSize();
    return Waveform.limited(
        samples.length <= lastEnd ? samples : Arrays.copyOf(samples, (int) lastEnd),
        config().sampleRate());
  }

  private Spectrogram fitted(Spectrogram raw) {
    FrontEndConfig config = frontEnd.config();
    return config.normalize(config.fit(raw));
  }
}
