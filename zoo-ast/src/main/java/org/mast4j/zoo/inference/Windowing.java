package org.mast4j.zoo.inference;

import java.util.ArrayList;
import java.util.List;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;

/**
 * How a clip longer than a model's window is cut: a window every {@code hop} frames, and a last one
 * flush with the clip's end.
 *
 * @param window T, the frames that the model sees
 * @param hop frames from one window to the next, at most the window
 */
public record Windowing(int window, int hop) {
  public Windowing {
    if (window < 1) {
      throw new IllegalArgumentException("window of " + window + " frames; expected at least 1");
    }
    if (hop < 1 || hop > window) {
      throw new IllegalArgumentException(
          "hop of " + hop + " frames; expected 1 to the window's " + window);
    }
  }

  /** The default: each window overlaps half of the one before. */
  public static Windowing halfOverlap(FrontEndConfig frontEnd) {
    return new Windowing(frontEnd.frames(), Math.max(1, frontEnd.frames() / 2));
  }

  /**
   * A window every so many seconds, rounded to frames.
   *
   * @throws IllegalArgumentException if that is less than a frame or more than the window
   */
  public static Windowing every(double seconds, FrontEndConfig frontEnd) {
    double frames = seconds * frontEnd.sampleRate() / frontEnd.hopSamples();
    return new Windowing(frontEnd.frames(), (int) Math.round(frames));
  }

  /** The first frame of each window of a clip; 0 alone for one that fits into a window. */
  List<Integer> starts(int clipFrames) {
    int last = Math.max(0, clipFrames - window);
    List<Integer> starts = new ArrayList<>();
    for (int start = 0; start < last; start += hop) {
      starts.add(start);
    }
    starts.add(last);
    return starts;
  }
}
