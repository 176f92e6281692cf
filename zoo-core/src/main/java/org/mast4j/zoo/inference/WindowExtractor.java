package org.mast4j.zoo.inference;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.decode.AudioFiles;
import org.mast4j.datavec.audio.decode.Segment;
import org.mast4j.datavec.audio.frontend.FrontEnd;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.zoo.Windowing;

/**
 * From a clip of any length to a model's windows. The log-mel is that of the whole clip, so that a
 * window within it has its neighbours at its edges, not silence. Safe to share by threads.
 */
public final class WindowExtractor {
  private final FrontEnd frontEnd;
  private final Windowing windowing;

  /**
   * @throws IllegalArgumentException if the window isn't the front end's number of frames
   */
  public WindowExtractor(FrontEndConfig frontEnd, Windowing windowing) {
    windowing.requireFits(frontEnd);
    this.frontEnd = FrontEnd.of(frontEnd);
    this.windowing = windowing;
  }

  /**
   * The windows of a file.
   *
   * @throws AudioException if it can't be decoded, or is too long for the memory
   */
  public ClipWindows extract(Path file) throws AudioException {
    return extract(file, Segment.WHOLE);
  }

  /**
   * The windows of a data set's clip.
   *
   * @throws AudioException if it can't be decoded, or is too long for the memory
   */
  public ClipWindows extract(AudioClip clip) throws AudioException {
    return extract(clip.path(), clip.segment().orElse(Segment.WHOLE));
  }

  private ClipWindows extract(Path file, Segment segment) throws AudioException {
    try {
      return extract(AudioFiles.read(file, segment));
    } catch (OutOfMemoryError e) {
      throw AudioException.tooLong(file, e);
    }
  }

  /** The windows of a clip; one that is shorter than a window is padded as the front end does. */
  public ClipWindows extract(Waveform clip) {
    return place(clip).windows();
  }

  /**
   * A clip's windows with their places.
   *
   * @param logMel of the whole clip, neither padded nor normalised
   * @param starts first frame of each window in it
   * @param windows as the model sees them
   */
  record Placed(Spectrogram logMel, List<Integer> starts, ClipWindows windows) {}

  Placed place(Waveform clip) {
    FrontEndConfig config = frontEnd.config();
    Spectrogram whole = frontEnd.apply(clip);
    List<Integer> starts = windowing.starts(Math.min(whole.frames(), frames(clip, config)));
    ClipWindows windows =
        new ClipWindows(
            starts.stream()
                .map(start -> config.normalize(config.fit(from(start, whole, config.frames()))))
                .toList());
    return new Placed(whole, starts, windows);
  }

  /**
   * The clip's length in frames, rounded up. Librosa's front end gives one more, centred on the
   * end, for which a clip of just a window's length needn't be looked at twice.
   */
  private static int frames(Waveform clip, FrontEndConfig config) {
    long step = (long) config.hopSamples() * clip.sampleRate();
    long length = (long) clip.samples().length * config.sampleRate();
    return Math.toIntExact((length + step - 1) / step);
  }

  /** At most {@code frames} frames from {@code start} on. */
  private static Spectrogram from(int start, Spectrogram whole, int frames) {
    int end = Math.min(start + frames, whole.frames());
    float[] rows = Arrays.copyOfRange(whole.values(), start * whole.mels(), end * whole.mels());
    return new Spectrogram(rows, end - start, whole.mels());
  }
}
