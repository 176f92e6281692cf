package org.mast4j.arbiter.store;

/**
 * A candidate as it was made up.
 *
 * @param number counted from 0
 * @param values what was chosen, as JSON
 */
public record StoredCandidate(int number, String values) {}
