package org.mast4j.ssl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mast4j.samediff.engine.Engines;

/**
 * Runs in this module's second execution of tests alone, whose class path has no engine; there
 * pre-training, fine-tuning and the optimisers are tested again.
 */
class WithoutEngineTest {
  @Test
  void noEngineIsOnTheClassPath() {
    assertThat(Engines.all()).isEmpty();
    assertThat(Engines.name()).isEmpty();
    assertThat(Engines.obstacle())
        .hasValueSatisfying(
            reason -> assertThat(reason).startsWith("no engine is on the class path; add"));
  }
}
