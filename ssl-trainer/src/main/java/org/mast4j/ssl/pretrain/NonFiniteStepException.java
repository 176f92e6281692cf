package org.mast4j.ssl.pretrain;

import java.util.List;

/** A step whose clips, loss or gradient aren't finite: training would go on with NaN. */
public final class NonFiniteStepException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private static final int MOST_NAMES = 16;

  private final int step;
  private final transient List<String> clips;

  /**
   * Of a step counted from 1.
   *
   * @param clips names of those that may be the cause, which end the message
   */
  NonFiniteStepException(int step, String problem, List<String> clips, Throwable cause) {
    this("step " + step + ": " + problem + " " + words(clips), cause, step, clips);
  }

  private NonFiniteStepException(String message, Throwable cause, int step, List<String> clips) {
    super(message, cause);
    this.step = step;
    this.clips = List.copyOf(clips);
  }

  /** The same, which also says what of the run is left. */
  NonFiniteStepException saying(String left) {
    return new NonFiniteStepException(getMessage() + "; " + left, getCause(), step, clips);
  }

  /** Which step, counted from 1. */
  public int step() {
    return step;
  }

  /** The clips that may be the cause, all of them. */
  public List<String> clips() {
    return clips;
  }

  private static String words(List<String> clips) {
    String first = String.join(", ", clips.subList(0, Math.min(MOST_NAMES, clips.size())));
    return clips.size() > MOST_NAMES
        ? first + " and " + (clips.size() - MOST_NAMES) + " more"
        : first;
  }
}
