package org.mast4j.ssl.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClassificationScoresTest {
  private static final Offset<Double> TOLERANCE = within(1e-12);

  /** Made by oracle/make_scores.py. */
  static Stream<JsonNode> cases() throws IOException {
    JsonNode cases =
        new ObjectMapper()
            .readTree(ClassificationScoresTest.class.getResource("/oracle/scores.json"));
    return StreamSupport.stream(cases.spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void figuresAreScikitLearns(JsonNode expected) {
    ClassificationScores scores =
        ClassificationScores.of(
            indices(expected.get("actual")),
            indices(expected.get("predicted")),
            expected.get("classes").intValue());
    assertThat(scores.accuracy()).isCloseTo(expected.get("accuracy").doubleValue(), TOLERANCE);
    assertThat(scores.balancedAccuracy())
        .isCloseTo(expected.get("balancedAccuracy").doubleValue(), TOLERANCE);
    assertThat(scores.precision()).isCloseTo(expected.get("precision").doubleValue(), TOLERANCE);
    assertThat(scores.recall()).isCloseTo(expected.get("recall").doubleValue(), TOLERANCE);
    assertThat(scores.f1()).isCloseTo(expected.get("f1").doubleValue(), TOLERANCE);
  }

  @Test
  void countsAreByActualThenPredictedClass() {
    ClassificationScores scores =
        ClassificationScores.of(new int[] {0, 0, 1}, new int[] {0, 1, 1}, 2);
    assertThat(scores.count(0, 1)).isEqualTo(1);
    assertThat(scores.count(1, 0)).isZero();
  }

  @Test
  void noClipsOrNotOnePredictionEachAreRefused() {
    assertThatThrownBy(() -> ClassificationScores.of(new int[0], new int[0], 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one");
    assertThatThrownBy(() -> ClassificationScores.of(new int[2], new int[1], 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 predictions for 2 clips");
  }

  private static int[] indices(JsonNode numbers) {
    return StreamSupport.stream(numbers.spliterator(), false)
        .mapToInt(JsonNode::intValue)
        .toArray();
  }
}
