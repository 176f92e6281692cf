package org.mast4j.cli.studio;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A time limit for the thread that sets it, which may be waiting for a client. Such a read can't be
 * given one, but its thread can be interrupted; as that closes the connection, what there is to say
 * is said first.
 */
final class Alarm {
  private final AtomicBoolean settled = new AtomicBoolean();
  private final CountDownLatch rung = new CountDownLatch(1);
  private final ScheduledFuture<?> future;

  Alarm(ScheduledExecutorService clock, Duration patience, Runnable lastWords) {
    Thread waiting = Thread.currentThread();
    this.future =
        clock.schedule(() -> ring(waiting, lastWords), patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void ring(Thread waiting, Runnable lastWords) {
    if (settled.compareAndSet(false, true)) {
      try {
        lastWords.run();
      } finally {
        waiting.interrupt();
        rung.countDown();
      }
    }
  }

  /** Whether the thread was in time; the alarm won't ring afterwards. */
  boolean inTime() {
    if (settled.compareAndSet(false, true)) {
      future.cancel(false);
      return true;
    }
    boolean waited = false;
    while (!waited) {
      try {
        rung.await();
        waited = true;
      } catch (InterruptedException e) { // by the alarm itself, on its way
        waited = rung.getCount() == 0;
      }
    }
    Thread.interrupted(); // what comes next on this thread isn't meant
    return false;
  }
}
