package org.mast4j.zoo.pretrained;

import java.time.Duration;
import org.mast4j.settings.Require;

/**
 * How long a download waits, and how often it tries.
 *
 * @param connect for a connection
 * @param stall for the next byte of an answer
 * @param retries after the first try, for what may pass: lost connections, stalls, busy servers
 * @param backOff before the first retry; doubled before each later one, up to 64 times as long
 */
public record Patience(Duration connect, Duration stall, int retries, Duration backOff) {
  /** 15 s for a connection, 30 s for the next byte, 4 retries after 1, 2, 4 and 8 s. */
  public static final Patience STANDARD =
      new Patience(Duration.ofSeconds(15), Duration.ofSeconds(30), 4, Duration.ofSeconds(1));

  public Patience {
    Require.that(connect.compareTo(Duration.ZERO) > 0, "connect", connect, "a positive time");
    Require.that(stall.compareTo(Duration.ZERO) > 0, "stall", stall, "a positive time");
    Require.notNegative("retries", retries);
    Require.that(!backOff.isNegative(), "backOff", backOff, "no negative time");
  }

  /** The wait after so many failures before that one. */
  Duration beforeRetry(int failures) {
    return backOff.multipliedBy(1L << Math.min(failures, 6));
  }
}
