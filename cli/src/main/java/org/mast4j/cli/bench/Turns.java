package org.mast4j.cli.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** What a process in a {@link Race} says. */
final class Turns {
  /** Asks for a call. */
  static final String GO = "go";

  /** Asks for the logits of the work's clips. */
  static final String LOGITS = "logits";

  private Turns() {}

  /**
   * Says {@code ready}, then for each line it is given answers with the milliseconds of a call, and
   * at the end of its input with the peak of its resident memory in MB.
   *
   * @param items what one call does so many of; the time is for one
   */
  static void take(PrintStream answers, Runnable call, int items) throws IOException {
    take(
        answers,
        call,
        items,
        () -> {
          throw new UnsupportedOperationException("a work without logits");
        });
  }

  /** The same, and answers {@link #LOGITS} with all of them, one clip's after the other's. */
  static void take(PrintStream answers, Runnable call, int items, Supplier<Logits> logits)
      throws IOException {
    answers.println("ready");
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.equals(LOGITS)) {
        answers.println(logits.get().line());
      } else {
        long start = System.nanoTime();
        call.run();
        answers.println((System.nanoTime() - start) / 1e6 / items);
      }
    }
    answers.println(ProcessMemory.peakMegabytes());
  }
}
