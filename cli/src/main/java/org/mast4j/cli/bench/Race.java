package org.mast4j.cli.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleConsumer;

/** Lets processes do one work in turns. */
public final class Race {
  /** Calls that each makes before any is measured, at least. */
  private static final int WARM_UPS = 2;

  /** Short calls are repeated, before and while measuring, until so long for each asked for. */
  private static final Duration A_REPEAT = Duration.ofMillis(225);

  /** Threads that wait for more work spin for some 10 ms, on the cores of whose turn it is. */
  private static final long PAUSE_MILLIS = 30;

  /** The same orders for all. */
  private static final long ORDER = 1;

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

  /** What to do about one that fails. */
  @FunctionalInterface
  interface Retirement {
    void accept(Contestant contestant, ContestantException failure) throws IOException;
  }

  /**
   * Runs two. The other has OpenMP's own settings, not those that the launcher makes for us.
   *
   * @param ours the whole command that starts ours
   * @param theirs the whole command of the other
   * @param repeats measured calls of each, at least
   */
  public static Result run(List<String> ours, String other, List<String> theirs, int repeats)
      throws IOException {
    try (Contestant we = Contestant.ours(ours).ready();
        Contestant they = Contestant.other(other, theirs).ready()) {
      takeTurns(repeats, List.of(we, they));
      return new Result(
          other, we.medianMillis(), they.medianMillis(), we.peakMegabytes(), they.peakMegabytes());
    }
  }

  /** The median milliseconds of one process alone. */
  static double alone(List<String> ours, int repeats) throws IOException {
    try (Contestant we = Contestant.ours(ours).ready()) {
      takeTurns(repeats, List.of(we));
      return we.medianMillis();
    }
  }

  /** All must last. */
  static void takeTurns(int repeats, List<Contestant> contestants) throws IOException {
    takeTurns(
        repeats,
        contestants,
        (contestant, failure) -> {
          throw failure;
        },
        done -> {});
  }

  /**
   * Goes on without those that fail.
   *
   * @param progress takes the share of the measuring that is done
   */
  static void takeTurns(
      int repeats, List<Contestant> contestants, Retirement retirement, DoubleConsumer progress)
      throws IOException {
    List<Contestant> lasting = new ArrayList<>(contestants);
    Random order = new Random(ORDER);
    Duration least = A_REPEAT.multipliedBy((long) repeats * contestants.size());
    long start = System.nanoTime();
    for (int i = 0; i < WARM_UPS || share(start, least) < 1; i++) {
      each(lasting, order, Contestant::warmUp, retirement);
      if (i == 0 && lasting.stream().anyMatch(Contestant::isLong)) {
        lasting.forEach(Contestant::countWarmUp); // of all, so that none has an advantage
        return;
      }
    }
    start = System.nanoTime();
    for (int i = 0; i < repeats || share(start, least) < 1; i++) {
      progress.accept(Math.min((double) i / repeats, share(start, least)));
      each(lasting, order, Contestant::measure, retirement);
    }
  }

  @FunctionalInterface
  private interface Turn {
    void take(Contestant contestant) throws IOException;
  }

  /** In another order each time: who comes after a hard worker finds slower cores. */
  private static void each(List<Contestant> lasting, Random order, Turn turn, Retirement retirement)
      throws IOException {
    List<Contestant> round = new ArrayList<>(lasting);
    Collections.shuffle(round, order);
    for (Contestant contestant : round) {
      try {
        if (lasting.size() > 1) {
          Thread.sleep(PAUSE_MILLIS);
        }
        turn.take(contestant);
      } catch (ContestantException e) {
        lasting.remove(contestant);
        retirement.accept(contestant, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while measuring", e);
      }
    }
  }

  private static double share(long start, Duration span) {
    return (double) (System.nanoTime() - start) / span.toNanos();
  }
}
