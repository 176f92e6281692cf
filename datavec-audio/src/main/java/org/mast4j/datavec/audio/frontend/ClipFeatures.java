package org.mast4j.datavec.audio.frontend;

import java.nio.file.Path;
import org.mast4j.datavec.audio.AudioException;

/** What a model sees of an audio file. Implementations are safe to share by threads. */
public interface ClipFeatures {

  /** The front end's constants. */
  FrontEndConfig config();

  /**
   * The normalised log-mel of a file, [config.frames, config.width].
   *
   * @throws AudioException if the file can't be decoded
   */
  Spectrogram extract(Path file) throws AudioException;
}
