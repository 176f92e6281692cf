package org.mast4j.cli.report;

import java.util.Locale;

/**
 * How long a pre-training step took, median.
 *
 * @param plannedMillis by samediff-onednn
 * @param stockMillis in SameDiff's own session
 */
public record Speedup(double plannedMillis, double stockMillis) {

  public double factor() {
    return stockMillis / plannedMillis;
  }

  /** "samediff-onednn: 4.6 times as fast as stock SameDiff (210 ms against 966 ms a ... step)". */
  public String sentence() {
    return String.format(
        Locale.ROOT,
        "samediff-onednn: %.1f times as fast as stock SameDiff (%.0f ms against %.0f ms a"
            + " pre-training step)",
        factor(),
        plannedMillis,
        stockMillis);
  }
}
