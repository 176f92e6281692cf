package org.mast4j.ssl.internal.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpochSamplerTest {
  @Test
  void anEpochHasEveryClipOnce() {
    EpochSampler sampler = new EpochSampler(12, 4, 1);
    List<Integer> first = epoch(sampler, 3);
    List<Integer> second = epoch(sampler, 3);
    assertThat(first).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    assertThat(second).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
  }

  @Test
  void aPartialBatchIsDropped() {
    EpochSampler sampler = new EpochSampler(10, 4, 1);
    for (int i = 0; i < 5; i++) {
      assertThat(epoch(sampler, 2)).hasSize(8).doesNotHaveDuplicates();
    }
  }

  @Test
  void theOrderIsTheSeeds() {
    List<Integer> order = epoch(new EpochSampler(50, 10, 7), 10);
    assertThat(epoch(new EpochSampler(50, 10, 7), 10)).isEqualTo(order);
    assertThat(epoch(new EpochSampler(50, 10, 8), 10)).isNotEqualTo(order);
  }

  private static List<Integer> epoch(EpochSampler sampler, int batches) {
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < batches; i++) {
      indices.addAll(sampler.next());
    }
    return indices;
  }
}
