package org.mast4j.cli.studio;

import java.util.concurrent.Semaphore;

/**
 * Places for clips: a few that are worked at, and a bounded number that wait for it. A clip takes
 * its place before it is received, so that clients that send slowly keep no one from working.
 */
final class Turns {
  private final Semaphore places;
  private final Semaphore work;

  Turns(StudioLimits limits) {
    this.places = new Semaphore(limits.atOnce() + limits.waiting());
    this.work = new Semaphore(limits.atOnce(), true);
  }

  /** A place, or a turn, until it is closed. */
  interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * @throws Refusal if all places are taken
   */
  Held place() throws Refusal {
    if (!places.tryAcquire()) {
      throw new Refusal(
          Refusal.BUSY, "the studio has as many clips as it can take; try again in a second");
    }
    return places::release;
  }

  /** Waits for a turn to work, first come, first served. */
  Held turn() throws InterruptedException {
    work.acquire();
    return work::release;
  }
}
