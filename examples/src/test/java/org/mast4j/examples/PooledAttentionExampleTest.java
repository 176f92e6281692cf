package org.mast4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PooledAttentionExampleTest {
  @Test
  void aGraphOfOnesOwnLearnsByPooledAttention() {
    assertThat(PooledAttentionExample.run(0, 1)).isLessThan(0.7);
    assertThat(PooledAttentionExample.run(80, 1)).isGreaterThan(0.9);
  }
}
