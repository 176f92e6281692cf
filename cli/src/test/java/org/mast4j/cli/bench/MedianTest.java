package org.mast4j.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class MedianTest {
  @Test
  void isTheMiddleValue() {
    assertThat(Median.of(List.of(9.0))).isEqualTo(9);
    assertThat(Median.of(List.of(9.0, 1.0, 2.0))).isEqualTo(2);
  }

  @Test
  void ofAnEvenNumberIsTheMeanOfTheMiddleTwo() {
    assertThat(Median.of(List.of(9.0, 1.0))).isEqualTo(5);
    assertThat(Median.of(List.of(9.0, 1.0, 4.0, 2.0))).isEqualTo(3);
  }

  @Test
  void thereIsNoneOfNothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> Median.of(List.of()));
  }
}
