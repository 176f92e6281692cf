package org.mast4j.cli.bench;

import java.util.OptionalDouble;

/**
 * What came out for one process.
 *
 * @param name whose
 * @param millis median of a call
 * @param megabytes peak of resident memory
 * @param difference of its logits from its own side's in float32, relative to the largest of them
 */
public record Measured(String name, double millis, double megabytes, OptionalDouble difference) {}
