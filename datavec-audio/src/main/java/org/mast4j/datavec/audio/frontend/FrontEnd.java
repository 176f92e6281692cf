package org.mast4j.datavec.audio.frontend;

import org.mast4j.datavec.audio.Waveform;

/** Turns a waveform into a log-mel spectrogram. Implementations are safe to share by threads. */
public interface FrontEnd {

  /**
   * The raw log-mel spectrogram of a clip, resampled to the front end's rate first.
   *
   * @return [frames, mels] with the clip's natural number of frames: neither cut nor normalised
   */
  Spectrogram apply(Waveform waveform);

  /** What this front end computes. */
  FrontEndConfig config();

  /** The front end that a configuration describes. */
  static FrontEnd of(FrontEndConfig config) {
    return switch (config.kind()) {
      case LIBROSA -> new LibrosaFrontEnd(config);
      case KALDI -> new KaldiFrontEnd(config);
    };
  }
}
