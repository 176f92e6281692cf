package org.mast4j.ssl.pretrain.ssmast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class KeyQueueTest {
  @Test
  void startsWithUnitRowsThatDiffer() {
    KeyQueue queue = new KeyQueue(DataType.FLOAT, 5, 4, 1);
    for (double norm : queue.keys().norm2(1).toDoubleVector()) {
      assertThat(norm).isCloseTo(1, within(1e-6));
    }
    assertThat(queue.keys().getRow(0)).isNotEqualTo(queue.keys().getRow(1));
  }

  @Test
  void theNewestKeysReplaceTheOldestAroundTheEnd() {
    KeyQueue queue = new KeyQueue(DataType.FLOAT, 5, 1, 1);
    queue.add(Nd4j.createFromArray(new float[][] {{1}, {2}, {3}}));
    queue.add(Nd4j.createFromArray(new float[][] {{4}, {5}, {6}}));
    assertThat(queue.keys().toFloatVector()).containsExactly(6, 2, 3, 4, 5);
    queue.add(Nd4j.createFromArray(new float[][] {{7}, {8}, {9}, {10}}));
    assertThat(queue.keys().toFloatVector()).containsExactly(6, 7, 8, 9, 10);
    assertThat(queue.state().get("queue.next").getInt(0)).isZero();
  }
}
