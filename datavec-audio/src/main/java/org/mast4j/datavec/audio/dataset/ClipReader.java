package org.mast4j.datavec.audio.dataset;

import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.frontend.ClipFeatures;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;

/** The features of whole files and of parts of files. Safe to share by threads. */
final class ClipReader {

  private final ClipFeatures ofFiles;
  private final FeatureExtractor ofSegments;

  /** Parts of files never come from a cache, whose keys are of whole files. */
  ClipReader(ClipFeatures ofFiles) {
    this.ofFiles = ofFiles;
    this.ofSegments = new FeatureExtractor(ofFiles.config());
  }

  FrontEndConfig config() {
    return ofFiles.config();
  }

  /**
   * The normalised log-mel of a clip, [config.frames, config.width].
   *
   * @throws AudioException if it can't be decoded
   */
  Spectrogram read(AudioClip clip) throws AudioException {
    return clip.segment().isEmpty()
        ? ofFiles.extract(clip.path())
        : ofSegments.extract(clip.path(), clip.segment().get());
  }
}
