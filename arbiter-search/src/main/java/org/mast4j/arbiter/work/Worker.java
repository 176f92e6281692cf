package org.mast4j.arbiter.work;

import java.io.IOException;
import java.util.function.Consumer;

/** Does one assignment at a time, and tells how it goes. */
public interface Worker extends AutoCloseable {
  /** Starts workers. */
  @FunctionalInterface
  interface Factory {
    /**
     * A new worker, which will say that it is ready.
     *
     * @param number its place among those that work at the same time, from 0
     * @param events told what happens, on any thread
     * @throws IOException if it can't be started
     */
    Worker start(int number, Consumer<WorkerEvent> events) throws IOException;
  }

  /** Begins an assignment; the one before has ended. */
  void begin(Assignment assignment);

  /** Ends it at once, with what it does; it tells nothing of that. */
  @Override
  void close();
}
