package org.mast4j.datavec.audio.frontend;

import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.decode.AudioFiles;
import org.mast4j.datavec.audio.decode.Segment;

/**
 * Turns a waveform into a log-mel spectrogram, or what its configuration names instead of the log.
 * Implementations are safe to share by threads.
 */
public interface FrontEnd {

  /**
   * The raw spectrogram of a clip, resampled to the front end's rate first.
   *
   * @return [frames, config.width] with the clip's natural number of frames: neither cut nor
   *     normalised
   */
  default Spectrogram apply(Waveform waveform) {
    return apply(waveform, Integer.MAX_VALUE);
  }

  /**
   * The first {@code maxFrames} frames of the same, or all if there are fewer, without computing
   * the others where none depends on them.
   */
  default Spectrogram apply(Waveform waveform, int maxFrames) {
    return apply(waveform, maxFrames, float[]::new);
  }

  /**
   * The same in an array of the caller's, where log-mels are asked for (PCEN and MFCC are made in
   * new ones).
   *
   * @param room gives the array for so many values; all of them are overwritten
   */
  Spectrogram apply(Waveform waveform, int maxFrames, IntFunction<float[]> room);

  /**
   * The same of a file, or of a part of one.
   *
   * @throws AudioException if it can't be decoded, or is too long for the memory
   */
  default Spectrogram apply(Path file, Segment segment) throws AudioException {
    return apply(file, segment, Integer.MAX_VALUE);
  }

  /** The first {@code maxFrames} frames of that, or all if there are fewer. */
  default Spectrogram apply(Path file, Segment segment, int maxFrames) throws AudioException {
    try {
      return apply(AudioFiles.read(file, segment), maxFrames);
    } catch (OutOfMemoryError e) {
      throw AudioException.tooLong(file, e);
    }
  }

  /** What this front end computes. */
  FrontEndConfig config();

  /** The front end that a configuration describes. */
  static FrontEnd of(FrontEndConfig config) {
    FrontEnd first =
        switch (config.kind()) {
          case LIBROSA -> new LibrosaFrontEnd(config);
          case KALDI -> new KaldiFrontEnd(config);
        };
    return switch (config.output()) {
      case LOG_MEL -> first;
      case PCEN -> new SteppedFrontEnd(first, List.of(new Pcen(config)));
      case MFCC ->
          new SteppedFrontEnd(
              first,
              config.kind() == FrontEndConfig.Kind.LIBROSA
                  ? List.of(new Decibels(config.logFloor()), new Cepstrum(config))
                  : List.of(new Cepstrum(config)));
    };
  }
}
