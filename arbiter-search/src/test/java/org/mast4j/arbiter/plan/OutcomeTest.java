package org.mast4j.arbiter.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomeTest {
  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aScoreThatIsntFiniteIsAFailure(double score) {
    assertThat(Outcome.scored(score))
        .isEqualTo(Outcome.failed("its score is " + score + "; expected a finite number"));
  }
}
