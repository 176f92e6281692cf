package org.mast4j.datavec.audio.dataset.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Expected orders come from NumPy, by src/test/oracle/splits.py. */
class NumpyShuffleTest {

  @Test
  void ordersAreNumpys() {
    assertThat(shuffled(1)).containsExactly(0);
    assertThat(shuffled(2)).containsExactly(1, 0);
    assertThat(shuffled(3)).containsExactly(2, 1, 0);
    assertThat(shuffled(10)).containsExactly(2, 8, 4, 9, 1, 6, 7, 3, 0, 5);
    assertThat(shuffled(1000))
        .startsWith(993, 859, 298, 553, 672)
        .endsWith(835, 192, 629, 559, 684);
  }

  private static List<Integer> shuffled(int size) {
    return NumpyShuffle.shuffle(IntStream.range(0, size).boxed().toList(), 0);
  }
}
