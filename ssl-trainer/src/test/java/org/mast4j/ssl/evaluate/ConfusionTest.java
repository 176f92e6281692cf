package org.mast4j.ssl.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionTest {
  @Test
  void aClipCountsForEachOfItsClasses() {
    float[][] targets = {{1, 1, 0}, {1, 1, 0}, {0, 0, 0}, {1, 0, 0}};
    Confusion confusion = Confusion.of(new int[] {1, 2, 2, 0}, targets);
    // the first is right in both of its classes, the second wrong in both, the third has none
    assertThat(confusion.counts()).isDeepEqualTo(new int[][] {{2, 0, 1}, {0, 1, 1}, {0, 0, 0}});
    assertThat(confusion.clips(0)).isEqualTo(3);
    assertThat(confusion.worst())
        .isEqualTo(List.of(new Confusion.Pair(1, 2, 1, 0.5), new Confusion.Pair(0, 2, 1, 1 / 3.0)));
  }

  @Test
  void classesWithoutClipsOrAnswersAreNotPresent() {
    float[][] targets = {{0, 1, 0, 0}};
    assertThat(Confusion.of(new int[] {2}, targets).present()).containsExactly(1, 2);
  }
}
