package org.mast4j.zoo.pretrained;

import java.io.InterruptedIOException;

/** An interrupted thread, told to callers that expect failures of input and output. */
final class Interruptions {
  private Interruptions() {}

  /** Keeps the thread's interrupted state. */
  static InterruptedIOException asIo(InterruptedException e) {
    Thread.currentThread().interrupt();
    InterruptedIOException io = new InterruptedIOException("the download was interrupted");
    io.initCause(e);
    return io;
  }
}
