package org.mast4j.cli.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleConsumer;

/** Lets processes do one work in turns. */
final class Race {
  /** Calls that each makes before any is measured, at least. */
  private static final int WARM_UPS = 2;

  /** Short calls are repeated until so long for each asked for. */
  private static final Duration A_REPEAT = Duration.ofMillis(225);

  /** The same before any is measured: Java's compiler needs some twenty calls of a small model. */
  private static final Duration A_WARM_UP = A_REPEAT.multipliedBy(2);

  /** Threads that wait for more work spin for some 10 ms, on the cores of whose turn it is. */
  private static final long PAUSE_MILLIS = 30;

  /** The same orders for all. */
  private static final long ORDER = 1;

  private Race() {}

  /** What to do about one that fails. */
  @FunctionalInterface
  interface Retirement {
    void accept(Contestant contestant, ContestantException failure) throws IOException;
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
    long calls = (long) repeats * contestants.size();
    Duration warm = A_WARM_UP.multipliedBy(calls);
    Duration least = A_REPEAT.multipliedBy(calls);
    long start = System.nanoTime();
    for (int i = 0; i < WARM_UPS || share(start, warm) < 1; i++) {
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
