package org.mast4j.cli.bench;

import java.io.IOException;

/** The process that does one {@link LongWork} in this library. */
public final class LongWorker {
  private LongWorker() {}

  /** Runs the work of the key that is the only argument. */
  public static void main(String[] arguments) throws IOException {
    Worker.runOne(LongWork.of(arguments[0]).encoder());
  }
}
