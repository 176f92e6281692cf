package org.mast4j.zoo.inference;

import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
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
    Spectrogram whole = logMel(clip, float[]::new);
    List<Integer> starts = starts(clip, whole);
    int values = config().frames() * config().width();
    ClipWindows windows =
        new ClipWindows(
            starts.stream()
                .map(start -> config().window(whole, start, new float[values]))
                .toList());
    return new Placed(whole, starts, windows);
  }

  FrontEndConfig config() {
    return frontEnd.config();
  }

  /** Of the whole clip, in an array that {@code room} gives for so many values. */
  Spectrogram logMel(Waveform clip, IntFunction<float[]> room) {
    return frontEnd.apply(clip, Integer.MAX_VALUE, room);
  }

  /** The first frame of each window of a clip. */
  List<Integer> starts(Waveform clip, Spectrogram logMel) {
    return windowing.starts(Math.min(logMel.frames(), frames(clip, config())));
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
}
