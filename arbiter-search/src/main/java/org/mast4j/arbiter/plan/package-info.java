/**
 * What a search trains next: a {@link org.mast4j.arbiter.plan.Plan} of jobs, each a part of a
 * candidate's training, and the {@link org.mast4j.arbiter.plan.Pruner}s that say which candidates
 * are worth more of it.
 *
 * <p>May know {@code settings}.
 */
package org.mast4j.arbiter.plan;
