package org.mast4j.zoo.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Probabilities and what is none. */
class ClassificationTest {
  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -0.1, 1.1})
  void whatIsNoProbabilityIsRefused(double value) {
    assertThatThrownBy(() -> Classification.of(List.of("cat", "dog"), c -> c == 0 ? value : 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(value + " of cat", "NaN in the weights");
  }

  @Test
  void aMeanOfFloatsMayExceedOneByRounding() {
    assertThat(Classification.of(List.of("cat"), c -> 1 + 1e-7).best().label()).isEqualTo("cat");
  }
}
