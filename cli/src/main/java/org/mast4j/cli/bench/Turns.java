package org.mast4j.cli.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What a process in a {@link Race} says. */
final class Turns {

  private Turns() {}

  /**
   * Says {@code ready}, then for each line it is given answers with the milliseconds of a call, and
   * at the end of its input with the peak of its resident memory in MB.
   *
   * @param items what one call does so many of; the time is for one
   */
  static void take(PrintStream answers, Runnable call, int items) throws IOException {
    answers.println("ready");
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (lines.readLine() != null) {
      long start = System.nanoTime();
      call.run();
      answers.println((System.nanoTime() - start) / 1e6 / items);
    }
    answers.println(ProcessMemory.peakMegabytes());
  }
}
