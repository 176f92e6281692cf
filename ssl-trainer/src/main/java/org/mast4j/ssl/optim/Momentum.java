package org.mast4j.ssl.optim;

import org.mast4j.settings.Require;

/**
 * How an optimiser's velocity goes on.
 *
 * @param kept what the velocity keeps of itself, in [0, 1)
 * @param nesterov whether the step looks ahead by the velocity's own next move, which needs one
 */
record Momentum(double kept, boolean nesterov) {
  Momentum {
    Require.that(kept >= 0 && kept < 1, "momentum", kept, "0 <= momentum < 1");
    Require.that(!nesterov || kept > 0, "momentum", kept, "more than 0 for Nesterov's");
  }
}
