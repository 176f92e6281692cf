/**
 * Trains SameDiff graphs as {@code SameDiff.fit} does, by plans: {@link
 * org.mast4j.samediff.onednn.train.PlannedFit}.
 *
 * <p>{@code fit} itself can't be planned: it makes a {@code TrainingSession} of ND4J's own for the
 * gradients, past the factory of sessions, and SameDiff has no public constructor for a subclass.
 *
 * <p>May know {@code org.apache}, {@code org.nd4j}, {@code org.slf4j}, {@code samediff.engine},
 * {@code samediff.sweep}.
 */
package org.mast4j.samediff.onednn.train;
