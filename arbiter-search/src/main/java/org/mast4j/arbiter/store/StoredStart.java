package org.mast4j.arbiter.store;

/**
 * One start of a search, the first one or a later one that goes on.
 *
 * @param at when, in ISO 8601, UTC
 * @param machine host and process
 * @param settings of the search as JSON
 * @param changes what differs from the start before, a line each; empty for the first
 */
public record StoredStart(String at, String machine, String settings, String changes) {}
