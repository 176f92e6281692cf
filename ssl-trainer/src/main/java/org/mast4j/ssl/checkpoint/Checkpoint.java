package org.mast4j.ssl.checkpoint;

import java.util.Optional;

/**
 * A point that a run can go on from.
 *
 * @param state all that it goes on from
 * @param best the weights that have done best until then, if anything says which are better
 */
public record Checkpoint(Snapshot state, Optional<Snapshot> best) {}
