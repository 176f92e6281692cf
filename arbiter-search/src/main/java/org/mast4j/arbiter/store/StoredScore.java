package org.mast4j.arbiter.store;

/**
 * A score on the way.
 *
 * @param candidate whose
 * @param reached steps or epochs that it had been trained for
 */
public record StoredScore(int candidate, int reached, double score) {}
