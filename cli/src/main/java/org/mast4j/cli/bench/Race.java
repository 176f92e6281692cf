package org.mast4j.cli.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Lets two processes do one work in turns. */
public final class Race {
  /** Calls that each makes before any is measured, at least. */
  private static final int WARM_UPS = 2;

  /** Short calls are repeated, before and while measuring, until so long for each asked for. */
  private static final Duration A_REPEAT = Duration.ofMillis(450);

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
   * Runs. The other has OpenMP's own settings, not those that the launcher makes for us.
   *
   * @param ours the command that starts a {@link Worker}, without the work's key
   * @param theirs the whole command of the other
   * @param repeats measured calls of each, at least
   */
  public static Result run(
      Work work, List<String> ours, String other, List<String> theirs, int repeats)
      throws IOException {
    List<String> command = new ArrayList<>(ours);
    command.add(work.key());
    return run(command, other, theirs, repeats);
  }

  /** The same of two whole commands. */
  public static Result run(List<String> ours, String other, List<String> theirs, int repeats)
      throws IOException {
    try (Contestant we = Contestant.ours(ours);
        Contestant they = Contestant.other(other, theirs)) {
      takeTurns(repeats, List.of(we, they));
      return new Result(
          other, we.medianMillis(), they.medianMillis(), we.peakMegabytes(), they.peakMegabytes());
    }
  }

  /** The median milliseconds of one process alone. */
  static double alone(List<String> ours, int repeats) throws IOException {
    try (Contestant we = Contestant.ours(ours)) {
      takeTurns(repeats, List.of(we));
      return we.medianMillis();
    }
  }

  private static void takeTurns(int repeats, List<Contestant> contestants) throws IOException {
    Duration least = A_REPEAT.multipliedBy(repeats);
    long start = System.nanoTime();
    for (int i = 0; i < WARM_UPS || isBefore(start, least); i++) {
      for (Contestant contestant : contestants) {
        contestant.warmUp();
      }
    }
    start = System.nanoTime();
    for (int i = 0; i < repeats || isBefore(start, least); i++) {
      for (Contestant contestant : contestants) {
        contestant.measure();
      }
    }
  }

  private static boolean isBefore(long start, Duration span) {
    return System.nanoTime() - start < span.toNanos();
  }
}
