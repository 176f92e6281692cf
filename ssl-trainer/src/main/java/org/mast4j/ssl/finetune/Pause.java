package org.mast4j.ssl.finetune;

import java.io.IOException;
import java.util.function.Supplier;

/** What happens between two epochs, where a fine-tuning is whole enough to be saved. */
@FunctionalInterface
interface Pause {
  /** None. */
  Pause NONE = (state, must) -> true;

  /**
   * Whether the run goes on.
   *
   * @param state what it would go on from, its arrays not copied; made when asked for
   * @param must whether it is to be saved now, as it goes on another time
   * @throws IOException if it can't be saved
   */
  boolean goesOn(Supplier<FineTuneState> state, boolean must) throws IOException;
}
