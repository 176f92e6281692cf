package org.mast4j.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.settings.Require;

/**
 * What is looked at of a clip longer than a model's window: windows along the whole clip, one every
 * {@code hop} frames and a last one flush with the clip's end, whose results are averaged; or the
 * first window alone, as transformers' feature extractor truncates. A {@link StoredModel} records
 * the model's rule, by which every facade and command goes.
 *
 * @param window T, the frames that the model sees
 * @param hop frames from one window to the next, at most the window; empty for the first alone
 */
public record Windowing(int window, OptionalInt hop) {
  public Windowing {
    Require.positive("window", window);
    int step = hop.orElse(1);
    Require.that(step >= 1 && step <= window, "hop", step, "1 to the window's frames, " + window);
  }

  /** Windows along the whole clip. */
  public Windowing(int window, int hop) {
    this(window, OptionalInt.of(hop));
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
    return new Windowing(frontEnd.frames(), (int) Math.min(Math.round(frames), Integer.MAX_VALUE));
  }

  /** The first window alone. */
  public static Windowing first(FrontEndConfig frontEnd) {
    return new Windowing(frontEnd.frames(), OptionalInt.empty());
  }

  /**
   * Refuses windows that aren't what a model of such a front end sees.
   *
   * @throws IllegalArgumentException if the window isn't of the front end's frames
   */
  public void requireFits(FrontEndConfig frontEnd) {
    int frames = frontEnd.frames();
    Require.that(window == frames, "window", window + " frames", "the front end's " + frames);
  }

  /** The same rule for a model of another window; the overlap keeps its share. */
  public Windowing withWindow(int newWindow) {
    if (hop.isEmpty()) {
      return new Windowing(newWindow, hop);
    }
    long newHop = (long) hop.getAsInt() * newWindow / window;
    return new Windowing(newWindow, (int) Math.max(1, newHop));
  }

  /** The first frame of each window of a clip; 0 alone for one that fits into a window. */
  public List<Integer> starts(int clipFrames) {
    int last = hop.isPresent() ? Math.max(0, clipFrames - window) : 0;
    List<Integer> starts = new ArrayList<>();
    for (int start = 0; start < last; start += hop.getAsInt()) {
      starts.add(start);
    }
    starts.add(last);
    return starts;
  }
}
