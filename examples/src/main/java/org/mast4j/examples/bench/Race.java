package org.mast4j.examples.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Lets two processes do one work in turns. */
public final class Race {
  private static final int WARM_UPS = 2;

  private Race() {}

  /**
   * What came out.
   *
   * @param other who ran beside us
   * @param ourMillis median of a call
   * @param ourMegabytes peak of resident memory
   */
  public record Result(
      String other,
      double ourMillis,
      double theirMillis,
      double ourMegabytes,
      double theirMegabytes) {
    /** Ours to theirs. */
    public double time() {
      return ourMillis / theirMillis;
    }

    /** Ours to theirs. */
    public double memory() {
      return ourMegabytes / theirMegabytes;
    }
  }

  /**
   * Runs.
   *
   * @param ours the command that starts a {@link Worker}, without the work's key
   * @param theirs the whole command of the other
   * @param repeats measured calls of each
   */
  public static Result run(
      Work work, List<String> ours, String other, List<String> theirs, int repeats)
      throws IOException {
    List<String> command = new ArrayList<>(ours);
    command.add(work.key());
    return run(command, other, theirs, repeats);
  }

  /** The same of two whole commands. */
  static Result run(List<String> ours, String other, List<String> theirs, int repeats)
      throws IOException {
    try (Contestant we = new Contestant("mast4j", ours);
        Contestant they = new Contestant(other, theirs)) {
      for (int i = 0; i < WARM_UPS; i++) {
        we.warmUp();
        they.warmUp();
      }
      for (int i = 0; i < repeats; i++) {
        we.measure();
        they.measure();
      }
      return new Result(
          other, we.medianMillis(), they.medianMillis(), we.peakMegabytes(), they.peakMegabytes());
    }
  }

  /** The median milliseconds of one process alone. */
  static double alone(List<String> ours, int repeats) throws IOException {
    try (Contestant we = new Contestant("mast4j", ours)) {
      for (int i = 0; i < WARM_UPS; i++) {
        we.warmUp();
      }
      for (int i = 0; i < repeats; i++) {
        we.measure();
      }
      return we.medianMillis();
    }
  }
}
