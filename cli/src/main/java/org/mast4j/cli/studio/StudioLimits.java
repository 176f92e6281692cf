package org.mast4j.cli.studio;

import java.time.Duration;
import org.mast4j.settings.Require;

/**
 * What the studio takes.
 *
 * @param bytes of a clip's file
 * @param seconds of a clip that are looked at; the rest of a longer one is left out
 * @param atOnce clips that are worked at side by side
 * @param waiting clips that wait for their turn; more are refused until one is done
 * @param patience for a clip to arrive
 */
public record StudioLimits(long bytes, double seconds, int atOnce, int waiting, Duration patience) {
  /** 32 MB, 60 seconds; two clips at once and 16 waiting, each to arrive within 20 seconds. */
  public static final StudioLimits DEFAULT =
      new StudioLimits(32 << 20, 60, 2, 16, Duration.ofSeconds(20));

  public StudioLimits {
    Require.that(bytes > 0, "bytes", bytes, "a number above 0");
    Require.that(seconds > 0 && Double.isFinite(seconds), "seconds", seconds, "above 0");
    Require.positive("atOnce", atOnce);
    Require.notNegative("waiting", waiting);
    Require.that(!patience.isNegative() && !patience.isZero(), "patience", patience, "above 0");
  }

  /** A copy for other clips. */
  public StudioLimits withClips(long newBytes, double newSeconds) {
    return new StudioLimits(newBytes, newSeconds, atOnce, waiting, patience);
  }
}
