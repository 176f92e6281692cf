package org.mast4j.arbiter.store;

import java.util.Optional;
import org.mast4j.arbiter.plan.Job;
import org.mast4j.arbiter.plan.Outcome;

/**
 * A job and what became of it.
 *
 * @param outcome empty if it hasn't ended
 * @param deaths how many workers died of it
 * @param seconds that it took in the end, 0 before
 */
public record StoredJob(Job job, Optional<Outcome> outcome, int deaths, double seconds) {}
