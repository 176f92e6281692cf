package org.mast4j.ssl.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarmupCosineTest {
  private final WarmupCosine schedule = new WarmupCosine(2, 4, 12);

  @ParameterizedTest
  @CsvSource({
    "0, 0.5",
    "1, 1",
    "3, 2", // warm-up
    "4, 2",
    "6, 1.7071068",
    "8, 1",
    "10, 0.2928932", // half a cosine
    "12, 0",
    "99, 0" // beyond the last step
  })
  void rateOfAStep(int step, double rate) {
    assertThat(schedule.at(step)).isCloseTo(rate, within(1e-6));
  }

  @Test
  void withoutWarmupItStartsAtThePeak() {
    assertThat(new WarmupCosine(2, 0, 10).at(0)).isEqualTo(2);
  }

  @Test
  void withNothingButWarmupItEndsAtThePeak() {
    assertThat(new WarmupCosine(2, 5, 5).at(4)).isEqualTo(2);
  }

  @Test
  void aWarmupLongerThanAllStepsIsRefused() {
    assertThatThrownBy(() -> new WarmupCosine(1, 11, 10))
        .hasMessageContainingAll("warmupSteps 11", "10");
    assertThatThrownBy(() -> new WarmupCosine(1, -1, 10)).hasMessageContaining("warmupSteps -1");
  }
}
