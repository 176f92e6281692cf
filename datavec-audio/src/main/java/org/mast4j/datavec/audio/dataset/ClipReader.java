package org.mast4j.datavec.audio.dataset;

import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.decode.Segment;
import org.mast4j.datavec.audio.frontend.ClipFeatures;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;

/** The features of whole files and of parts of files. Safe to share by threads. */
final class ClipReader {

  private final ClipFeatures ofFiles;
  private final FeatureExtractor extractor;

  /** Parts of files and waveforms never come from a cache, whose keys are of whole files. */
  ClipReader(ClipFeatures ofFiles) {
    this.ofFiles = ofFiles;
    this.extractor = new FeatureExtractor(ofFiles.config());
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
        : extractor.extract(clip.path(), clip.segment().get());
  }

  /** What the front end hears of a clip; as {@link FeatureExtractor#waveform} has it. */
  Waveform waveform(AudioClip clip) throws AudioException {
    return extractor.waveform(clip.path(), clip.segment().orElse(Segment.WHOLE));
  }

  /** The normalised log-mel of a changed waveform. */
  Spectrogram features(Waveform waveform) {
    return extractor.extract(waveform);
  }
}
