package org.mast4j.arbiter.plan;

import java.util.Optional;
import org.mast4j.settings.Require;

/**
 * What a {@link Plan} decides by.
 *
 * @param pruner without one every candidate is trained to the end
 * @param whole steps or epochs of a whole training
 * @param candidates how many are tried at most
 * @param minimize whether the lower score is the better one
 * @param lag how many jobs may run at once; with more of it no worker waits for a slower one, and
 *     decisions know less
 */
public record PlanSettings(
    Optional<Pruner> pruner, int whole, int candidates, boolean minimize, int lag) {
  public PlanSettings {
    Require.positive("whole", whole);
    Require.positive("candidates", candidates);
    Require.positive("lag", lag);
  }
}
