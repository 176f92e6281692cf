package org.mast4j.ssl.finetune;

import java.io.IOException;
import java.util.function.Supplier;

/** What happens between two epochs, where a fine-tuning is whole enough to be saved. */
@FunctionalInterface
interface Pause {
  /** None. */
  Pause NONE = state -> true;

  /**
   * Whether the run goes on.
   *
   * @param state what it would go on from, its arrays not copied; made when asked for
   * @throws IOException if it can't be saved
   */
  boolean goesOn(Supplier<FineTuneState> state) throws IOException;
}
