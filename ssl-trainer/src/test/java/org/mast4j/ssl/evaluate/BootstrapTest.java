package org.mast4j.ssl.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.mast4j.ssl.evaluate.Bootstrap.Interval;

class BootstrapTest {
  private static final int CLIPS = 400;
  private final int[] labels = new int[CLIPS]; // all of class 0

  @Test
  void equalClassifiersHaveNoGain() {
    int[] predictions = wrongEvery(3);
    assertThat(Bootstrap.accuracyGain(predictions, predictions, labels, 1))
        .isEqualTo(new Interval(0, 0));
  }

  @Test
  void allRightAgainstAllWrongGainsEverything() {
    assertThat(Bootstrap.accuracyGain(labels, wrongEvery(1), labels, 1))
        .isEqualTo(new Interval(1, 1));
  }

  /** The mean of 400 draws of 1 with chance 1/4: 0.25 -+ 1.96 sqrt(0.25 * 0.75 / 400). */
  @Test
  void theIntervalIsThatOfTheNormalApproximation() {
    Interval interval = Bootstrap.accuracyGain(labels, wrongEvery(4), labels, 1);
    assertThat(interval.low()).isCloseTo(0.25 - 0.0424, within(0.006));
    assertThat(interval.high()).isCloseTo(0.25 + 0.0424, within(0.006));
    assertThat(Bootstrap.accuracyGain(labels, wrongEvery(4), labels, 1)).isEqualTo(interval);
  }

  @Test
  void theWorseClassifierGainsLessThanNothing() {
    Interval interval = Bootstrap.accuracyGain(wrongEvery(4), labels, labels, 1);
    assertThat(interval.high()).isNegative();
  }

  private static int[] wrongEvery(int period) {
    int[] predictions = new int[CLIPS];
    for (int i = 0; i < CLIPS; i += period) {
      predictions[i] = 1;
    }
    return predictions;
  }
}
