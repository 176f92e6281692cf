package org.mast4j.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessorTest {
  @Test
  void flagsAreTheWordsOfALine() {
    assertThat(Processor.flags(" fma avx2\tavx512f")).containsExactly("avx2", "avx512f", "fma");
    assertThat(Processor.flags("")).isEmpty();
  }
}
