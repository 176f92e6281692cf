package org.mast4j.cli.report;

import java.util.Locale;

/**
 * How long a pre-training step took, median.
 *
 * @param engine by which, such as "samediff-onednn"
 * @param plannedMillis by that engine
 * @param stockMillis in SameDiff's own session
 */
public record Speedup(String engine, double plannedMillis, double stockMillis) {

  public double factor() {
    return stockMillis / plannedMillis;
  }

  /** "samediff-onednn: 4.6 times as fast as stock SameDiff (210 ms against 966 ms a ... step)". */
  public String sentence() {
    return String.format(
        Locale.ROOT,
        "%s: %.1f times as fast as stock SameDiff (%.0f ms against %.0f ms a"
            + " pre-training step)",
        engine,
        factor(),
        plannedMillis,
        stockMillis);
  }
}
