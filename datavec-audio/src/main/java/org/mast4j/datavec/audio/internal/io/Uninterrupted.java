package org.mast4j.datavec.audio.internal.io;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * What a thread does with a channel in spite of an interrupt, which closes the channel for good:
 * DL4J's AsyncDataSetIterator interrupts its reader at each reset.
 */
final class Uninterrupted {

  private Uninterrupted() {}

  /** Something that opens a channel, if none is open, and works on it. */
  @FunctionalInterface
  interface Operation<T> {
    /** Does it, from its beginning. */
    T run() throws IOException;
  }

  /** Repeats the operation until no interrupt disturbs it; the thread stays interrupted then. */
  static <T> T run(Operation<T> operation) throws IOException {
    boolean wasInterrupted = false;
    try {
      while (true) {
        try {
          return operation.run();
        } catch (ClosedByInterruptException e) {
          wasInterrupted |= Thread.interrupted(); // else the next channel would be closed, too
        }
      }
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
