package org.mast4j.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C (and SIGTERM) as a request: the work asks {@link #requested} at its safe places, and the
 * JVM waits until it has closed this.
 */
final class Interruption implements AutoCloseable {
  private static final long PATIENCE_MINUTES = 10;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::await, "interruption");
  private final PrintWriter console;
  private Optional<String> parting = Optional.empty();
  private volatile boolean requested;

  Interruption(PrintWriter console) {
    this.console = console;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void await() {
    requested = true;
    try {
      closed.await(PATIENCE_MINUTES, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the JVM ends now
    }
  }

  boolean requested() {
    return requested;
  }

  /** What to print as this is closed: afterwards the JVM may end before anything is printed. */
  void partingWords(String sentence) {
    parting = Optional.of(sentence);
  }

  @Override
  public void close() {
    parting.ifPresent(
        sentence -> {
          console.println();
          console.println(sentence);
          console.flush();
        });
    closed.countDown();
    if (!requested) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }
}
