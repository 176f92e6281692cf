package org.mast4j.cli.bench;

import java.util.OptionalDouble;

/**
 * What came out for one process, or of two that did the same.
 *
 * @param name whose
 * @param millis median of a call; the mean of two medians
 * @param megabytes peak of resident memory; the higher one
 * @param difference of its logits from its own side's in float32, relative to the largest of them
 */
public record Measured(String name, double millis, double megabytes, OptionalDouble difference) {
  /** This one's time to another's. */
  public double timeTo(Measured other) {
    return millis / other.millis;
  }

  /** The same of memory. */
  public double memoryTo(Measured other) {
    return megabytes / other.megabytes;
  }

  /** Of both. */
  Measured and(Measured again) {
    return new Measured(
        name, (millis + again.millis) / 2, Math.max(megabytes, again.megabytes), difference);
  }
}
