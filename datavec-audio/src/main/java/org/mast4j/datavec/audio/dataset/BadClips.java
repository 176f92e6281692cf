package org.mast4j.datavec.audio.dataset;

import java.util.ArrayList;
import java.util.List;
import org.mast4j.datavec.audio.AudioException;

/** What happens to clips that can't be used: the first one stops the work, or all are listed. */
public final class BadClips {

  private final boolean skip;
  private final List<AudioException> skipped = new ArrayList<>();

  private BadClips(boolean skip) {
    this.skip = skip;
  }

  /** The first bad clip is an error. */
  public static BadClips refused() {
    return new BadClips(false);
  }

  /** Bad clips are left out and listed. */
  public static BadClips skipped() {
    return new BadClips(true);
  }

  /**
   * Lists a bad clip.
   *
   * @throws AudioException the problem itself, if bad clips are refused
   */
  synchronized void add(AudioException problem) throws AudioException {
    if (!skip) {
      throw problem;
    }
    skipped.add(problem);
  }

  /** The clips left out so far, each with its file and problem. */
  public synchronized List<AudioException> problems() {
    return List.copyOf(skipped);
  }

  /** How many clips were left out so far. */
  public synchronized int count() {
    return skipped.size();
  }
}
